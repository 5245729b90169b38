// The glue code of the Go distribution, which the builder wraps into a module.
declare module "wasm_exec" {
  /** Go as the glue code exports it. */
  export interface Go {
    importObject: WebAssembly.Imports;
    /** Whether the program has ended. */
    exited: boolean;
    /** Resolves when the program has ended. */
    run(instance: WebAssembly.Instance): Promise<void>;
    /** Called when the program ends. */
    exit(code: number): void;
    /** Has the program go on, with which each call into it begins. */
    _resume(): void;
    /** The program, once it runs. */
    readonly _inst: WebAssembly.Instance;
    /** The program's memory, as it is now. */
    readonly mem: DataView;
    /** What the program is called for, if it is a function of its own. */
    readonly _pendingEvent: object | null;
  }

  /** Runs the glue code with another object in place of the global scope. */
  export function load(globalThis: object): new () => Go;
}

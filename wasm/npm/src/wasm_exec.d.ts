// The glue code of the Go distribution, which the builder wraps into a module.
declare module "wasm_exec" {
  /** Go as the glue code exports it. */
  export interface Go {
    importObject: WebAssembly.Imports;
    run(instance: WebAssembly.Instance): Promise<void>;
  }

  /** Runs the glue code with another object in place of the global scope. */
  export function load(globalThis: object): new () => Go;
}

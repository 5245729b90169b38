/** The wasm file's URL, as bundlers have it that are told to, for init({ wasmURL }). */
declare const wasmURL: string;
export default wasmURL;

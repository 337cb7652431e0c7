/** The bytes of a file to upload: a `Buffer` is a `Uint8Array`, a `File` is a `Blob`. */
export type FileData = Uint8Array | ArrayBuffer | Blob;

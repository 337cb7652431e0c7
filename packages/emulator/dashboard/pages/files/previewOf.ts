/** The preview of a file: text, an image, or none. */
export type Preview =
  | { readonly kind: 'text'; readonly text: string; readonly isWhole: boolean }
  | { readonly kind: 'image'; readonly type: string }
  | { readonly kind: 'none' };

/** The media types of images that are shown, by the bytes that they begin with. */
const IMAGES: readonly (readonly [type: string, start: RegExp])[] = [
  ['image/png', /^\x89PNG\r\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF.{4}WEBP/s],
  ['image/avif', /^.{4}ftypavif/s],
  ['image/bmp', /^BM.{4}\0{4}/s],
];

/**
 * Decides how a file is shown, by its content alone: its name may say anything. HTML and SVG are text.
 *
 * @param start - The bytes that the file begins with.
 * @param size - Its size in bytes.
 */
export function previewOf(start: Uint8Array, size: number): Preview {
  const head = String.fromCharCode(...start.subarray(0, 32));
  const image = IMAGES.find(([, pattern]) => pattern.test(head));
  if (image) return { kind: 'image', type: image[0] };
  const isWhole = start.length >= size;
  try {
    // A character may be cut at the end of the part.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: !isWhole });
    return text.includes('\0') ? { kind: 'none' } : { kind: 'text', text, isWhole };
  } catch {
    return { kind: 'none' };
  }
}

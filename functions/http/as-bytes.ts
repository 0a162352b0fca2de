/**
 * How files leave a function. What leaves as text is decoded on its way and loses its byte order mark, by which spreadsheets know
 * UTF-8; so a table leaves as bytes.
 */
export const AS_BYTES = {
  isContentTypeBinary: (mediaType: string): boolean =>
    !/^(text\/(html|plain|css|javascript)|application\/json)\b/.test(mediaType),
}

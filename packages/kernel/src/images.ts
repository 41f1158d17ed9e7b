// Images: what processes are made of, by path. An image is a program, or what loads one; the
// programs of a solution are images under the names of their classes.
//
// A kernel keeps what its options say. Only the task service makes a table of it
// (`services/image-table.ts`).

import type { Program } from '@kos/libkos'

/** What a module that is loaded may be: a program, or a module whose default export is one. */
export type ProgramModule = Program | { readonly default: Program }

/** An image that the host loads when a process asks for it (`loadImage`). */
export interface ImageLoader {
  load(): Promise<ProgramModule>
}

/** An image: a program, null for processes that only the host acts as, or its loader. */
export type Image = Program | null | ImageLoader

/** Images by path. */
export interface Images {
  readonly [path: string]: Image
}

/** Whether this is an image that must be loaded. */
export function isLoader(image: Image): image is ImageLoader {
  return image !== null && 'load' in image
}

// Where an error was thrown, in the files that people wrote: the first line of its stack that is in
// a file of the folder, or in a bundle, whose source map knows the file.

import { SourceMap, type SourceMapPayload } from 'node:module'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A place in a file. */
export interface FilePlace {
  /** Absolute. */
  readonly path: string
  /** Both from 1. */
  readonly line: number
  readonly column: number
}

const frame = /(?:\(|at |^|async )((?:file:\/\/)?\/[^():\n]*):(\d+)(?::(\d+))?\)?$/gm
const inlineMap = /\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/

/** The place in a stack; null if no file of `folder` and no bundle is in it. */
export function placeInStack(
  stack: string,
  bundlePath: string,
  bundleText: string,
  folder: string,
): FilePlace | null {
  for (const [, file, line, column] of stack.matchAll(frame)) {
    const path = (file as string).startsWith('file:') ? fileURLToPath(file as string) : file
    const place = { path: path as string, line: Number(line), column: Number(column ?? 1) }
    // Node.js maps places by itself where nobody else prepares its stacks.
    if (path === bundlePath) return mapped(place, bundleText)
    if (place.path.startsWith(`${folder}/`)) return place
  }
  return null
}

function mapped({ path, line, column }: FilePlace, text: string): FilePlace | null {
  const encoded = inlineMap.exec(text)?.[1]
  if (encoded === undefined) return null
  const payload = JSON.parse(Buffer.from(encoded, 'base64').toString()) as SourceMapPayload
  const entry = new SourceMap(payload).findEntry(line - 1, column - 1)
  if (!('originalSource' in entry)) return null
  return {
    path: resolve(dirname(path), entry.originalSource),
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
  }
}

// What generated modules have in common: the packages they are made of, their names, and their
// paths.

import type { Module } from '../module.ts'
import { pathOfName } from '../paths.ts'
import type { ImportOptions } from './module-text.ts'
import type { ExportNames } from './names.ts'

/** A file to write. */
export interface GeneratedFile {
  /** Its path, from the folder that everything is written to. */
  readonly path: string
  readonly text: string
}

/** What all generated modules share. */
export interface GenerateContext {
  readonly modules: readonly Module[]
  readonly names: ExportNames
  readonly imports: ImportOptions
}

/** The path of the module that is made of a package. */
export function modulePath(module: Module): string {
  return `${pathOfName(module.name, 'idl')}.ts`
}

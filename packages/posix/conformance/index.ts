// The conformance suite of file systems: what each does at the level of inodes, as tests for vitest.
//
// A test file for each implementation of `FileSystem` calls it with a function that makes an empty
// one. An entry of its own, `@kos/posix/conformance`: the product imports nothing of it.

import { describe } from 'vitest'
import { attributesConformance } from './attributes.ts'
import type { FileSystemBench } from './bench.ts'
import { dataConformance } from './data.ts'
import { entriesConformance } from './entries.ts'
import { readdirConformance } from './readdir.ts'
import { renameConformance } from './rename.ts'

export {
  type Ability,
  answerOf,
  bytesOf,
  type FileSystemBench,
  outcomeOf,
  statOf,
  textOf,
} from './bench.ts'
export { type FilesBench, filesConformance, type FilesLacks } from './files.ts'

/** Declares all tests. The function is called for each of them. */
export function fileSystemConformance(makeBench: () => FileSystemBench): void {
  describe('entries', () => entriesConformance(makeBench))
  describe('renaming', () => renameConformance(makeBench))
  describe('data', () => dataConformance(makeBench))
  describe('reading directories', () => readdirConformance(makeBench))
  describe('attributes', () => attributesConformance(makeBench))
}

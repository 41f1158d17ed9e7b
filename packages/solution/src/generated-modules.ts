// The modules that are generated of the interface files of a folder, in memory: what programs
// import as `./generated/demo/Server.edl.ts`.

import { posix } from 'node:path'
import { type Diagnostic, generate, type Project, soundPart } from '@kos/idl-compiler'

/** Generated modules. */
export interface GeneratedModules {
  /** Texts by path, from the folder that they are written to, such as `demo/Server.edl.ts`. */
  readonly texts: ReadonlyMap<string, string>
  readonly diagnostics: readonly Diagnostic[]
}

/** Generates the modules of a project; of one with errors, those of files that have none. */
export function generatedModules(project: Project): GeneratedModules {
  const { files, diagnostics } = generate(soundPart(project), { extension: 'ts' })
  return { texts: new Map(files.map(({ path, text }) => [path, text])), diagnostics }
}

/** The path of a generated module that an import may mean: `.js` and nothing stand for `.ts`. */
export function generatedPath(path: string, texts: GeneratedModules['texts']): string | undefined {
  const plain = posix.normalize(path)
  return [plain, plain.replace(/\.js$/, '.ts'), `${plain}.ts`].find((each) => texts.has(each))
}

// Projects of files of the system alone, such as the classes that every policy uses: these files
// never change, so they are checked once (bench case `kernel/boot`).
//
// Such a file finds what it mentions in the root of the system, before all other folders. So the
// answer is the same for everyone whose own files declare none of these names.

import type { FileAccess, SystemFiles } from './files.ts'
import type { FileKind } from './parse.ts'
import { inFolder, pathOfName } from './paths.ts'
import type { Project } from './project.ts'
import type { SyntaxFile } from './syntax.ts'

interface SystemProject {
  readonly project: Project
  /** What its files declare. */
  readonly names: readonly (readonly [name: string, kind: FileKind])[]
}

/** By the paths that were asked for, one a line. */
const projects: WeakMap<SystemFiles, Map<string, SystemProject>> = new WeakMap()

/** The project of files at these paths, if it was kept; null: load it. */
export function knownProject(
  paths: readonly string[],
  { system, declaring }: FileAccess,
): Project | null {
  if (system === undefined) return null
  const known = projects.get(system)?.get(paths.join('\n'))
  if (known === undefined) return null
  const isOther = known.names.some(([name, kind]) => (declaring?.(name, kind) ?? null) !== null)
  return isOther ? null : known.project
}

/** Keeps a project for `knownProject` if its `files` are the system's, and nothing is wrong. */
export function keepProject(
  paths: readonly string[],
  { system }: FileAccess,
  project: Project,
  files: readonly SyntaxFile[],
): void {
  if (system === undefined || project.diagnostics.length > 0) return
  const isAtItsName = ({ source, name, kind }: SyntaxFile): boolean =>
    source.path === inFolder(system.root, pathOfName(name.text, kind))
  if (!files.every(isAtItsName)) return
  const names = files.map(({ name, kind }) => [name.text, kind] as const)
  const ofSystem = projects.get(system) ?? new Map<string, SystemProject>()
  projects.set(system, ofSystem.set(paths.join('\n'), { project, names }))
}

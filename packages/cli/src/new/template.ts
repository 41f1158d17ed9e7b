// The templates of `kos new`: folders beside this package's sources, whose files are texts with
// `{{name}}` in them.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageFolder } from '../package-folder.ts'

/** What each template is, for people. */
export const templates = {
  minimal: 'one process that says hello',
  hello: 'a client and a server, with an interface and a policy about its messages',
  blink: 'a machine with a light and a button, and a driver for their pins',
  bus: 'three processes over a message bus, and a policy about its topics',
  posix: 'a server and a client that use POSIX files and sockets, under a policy',
  'traffic-light': 'a policy with state: the lights of a crossing, of which never both are green',
} as const

/** The name of a template. */
export type TemplateName = keyof typeof templates

/** What programs are written in: the ending of their files. */
export type Language = 'ts' | 'js'

/** What the texts of a template are filled with. */
export interface FolderValues {
  /** The name of the folder. */
  readonly name: string
  /** The same as the name of an npm package. */
  readonly package: string
  /** The command that runs `kos`. */
  readonly kos: string
  /** The ending of programs. */
  readonly ending: Language
}

/** The files of a template, by path with `/` between folders. */
export function templateFiles(
  template: TemplateName,
  values: FolderValues,
): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  const root = join(packageFolder(), 'templates')
  for (const folder of ['common', template]) {
    for (const path of pathsIn(join(root, folder))) {
      const target = targetPath(path, values.ending)
      if (target === null) continue
      files.set(target, filled(readFileSync(join(root, folder, path), 'utf8'), values))
    }
  }
  return files
}

function pathsIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? pathsIn(join(folder, entry.name)).map((path) => `${entry.name}/${path}`)
      : [entry.name],
  )
}

// npm leaves .gitignore out of packages. Programs in JavaScript have the same text: types follow.
function targetPath(path: string, ending: Language): string | null {
  if (path === 'gitignore') return '.gitignore'
  if (path === 'tsconfig.json') return ending === 'ts' ? path : null
  return path.endsWith('.ts') ? path.replace(/ts$/, ending) : path
}

function filled(text: string, values: FolderValues): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, key: keyof FolderValues) => values[key])
}

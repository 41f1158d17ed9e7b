// What the packages must work with: versions of Node, and of TypeScript with ways to resolve
// modules. By default that of this repository alone. With KOS_RELEASE=1 all of them: npm installs
// them into a cache folder, and the next run finds them there.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './command.ts'
import { manifestIn, root } from './repository.ts'

/** A compiler and a way to resolve modules. */
export interface Compiler {
  readonly id: string
  readonly tsc: string
  readonly module: 'nodenext' | 'bundler'
}

/** A way to run a file of TypeScript as it is. */
export interface Runner {
  /** What Node gets before the path of the file. */
  readonly args: readonly string[]
  /** Whether the file may declare with `using`. */
  readonly takesUsing: boolean
  /** Whether an import of `x.js` finds `x.ts`. */
  readonly findsSources: boolean
}

/** A Node. */
export interface Engine {
  readonly id: string
  readonly path: string
  readonly runners: readonly Runner[]
}

/** Whether the whole matrix is checked. */
export const isRelease: boolean = process.env['KOS_RELEASE'] === '1'

const nodeVersions = [20, 22, 24, 26]
const typescriptVersions = ['5.4', '5.9', '6', '7']

/** The ways of a major version of Node by itself. */
function ownRunners(version: number): readonly Runner[] {
  if (version >= 24) return [{ args: [], takesUsing: true, findsSources: false }]
  if (version < 22) return []
  return [{ args: ['--experimental-strip-types'], takesUsing: false, findsSources: false }]
}

const binary = process.platform === 'win32' ? 'node.exe' : 'node'
const cache = join(root, 'node_modules', '.cache', 'kos-release')
const cached = (...path: readonly string[]): string => join(cache, 'node_modules', ...path)

/** Installs the compilers and engines of the matrix. */
export function installToolchains(): void {
  if (!isRelease) return
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const dependencies = Object.fromEntries([
    ...nodeVersions.map((version) => [
      `node${version}`,
      // What `node@VERSION` installs by a script, as a package without one.
      `npm:node-${platform}-${process.arch}@${version}`,
    ]),
    ...typescriptVersions.map((version) => [`typescript${version}`, `npm:typescript@${version}`]),
    ['tsx', '4'],
  ]) as Record<string, string>
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, 'package.json'), JSON.stringify({ private: true, dependencies }))
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: cache })
}

/** The compilers that check the examples. */
export function compilers(): readonly Compiler[] {
  if (!isRelease) {
    const folder = join(root, 'node_modules', 'typescript')
    const id = `TypeScript ${manifestIn(folder).version}, nodenext`
    return [{ id, tsc: join(folder, 'bin', 'tsc'), module: 'nodenext' }]
  }
  return typescriptVersions.flatMap((version) =>
    (['nodenext', 'bundler'] as const).map((module) => ({
      id: `TypeScript ${version}, ${module}`,
      tsc: cached(`typescript${version}`, 'bin', 'tsc'),
      module,
    })),
  )
}

/** The engines that run the examples. */
export function engines(): readonly Engine[] {
  if (!isRelease) {
    const own = process.versions.node
    return [
      { id: `Node ${own}`, path: process.execPath, runners: ownRunners(Number.parseInt(own)) },
    ]
  }
  const tsx = { args: [cached('tsx', 'dist', 'cli.mjs')], takesUsing: true, findsSources: true }
  return nodeVersions.map((version) => ({
    id: `Node ${version}`,
    path: cached(`node${version}`, 'bin', binary),
    runners: [...ownRunners(version), tsx],
  }))
}

// What the packages must work with: versions of Node, and of TypeScript with ways to resolve
// modules. By default that of this repository alone. With KOS_RELEASE=1 all of them: npm installs
// them into a cache folder, and the next run finds them there.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './command.ts'
import { manifestIn, root } from './repository.ts'

/** A compiler and a way to resolve modules. */
export interface Compiler {
  readonly id: string
  readonly tsc: string
  readonly module: 'nodenext' | 'bundler'
}

/** A Node. */
export interface Engine {
  readonly id: string
  readonly path: string
  /** Before the path of a TypeScript file to run it as it is; null if nothing here can. */
  readonly typescript: readonly string[] | null
}

/** Whether the whole matrix is checked. */
export const isRelease: boolean = process.env['KOS_RELEASE'] === '1'

const nodeVersions = [20, 22, 24, 26]
const typescriptVersions = ['5.4', '5.9', '6', '7']
/** The first Node that runs TypeScript with `using` by itself. */
const firstWithUsing = 24

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
    const own = Number.parseInt(process.versions.node)
    const typescript = own >= firstWithUsing ? [] : null
    return [{ id: `Node ${process.versions.node}`, path: process.execPath, typescript }]
  }
  return nodeVersions.map((version) => ({
    id: `Node ${version}`,
    path: pathOf(version),
    typescript: version >= firstWithUsing ? [] : [cached('tsx', 'dist', 'cli.mjs')],
  }))
}

function pathOf(version: number): string {
  const path = cached(`node${version}`, 'bin', 'node')
  return existsSync(path) ? path : `${path}.exe`
}

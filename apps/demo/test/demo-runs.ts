// The demo in a kernel of the test: its folder, with bytes of the test in place of the file.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { boot, cloningRealm, type FullKernelOptions, type Kernel, realm } from '@kos/kernel'
import { type LoadedSolution, loadSolution } from '@kos/solution'
import { afterAll } from 'vitest'

/** The folder of the demo, and with it of its solution. */
export const folder: string = fileURLToPath(new URL('..', import.meta.url))

/** What FileServer serves. */
export const content: Uint8Array = Uint8Array.from(
  { length: 200_000 },
  (_, index) => (index * 31) ^ (index >> 8),
)

/** The process hosts, each under its name. */
export const hosts: readonly (readonly [name: string, host: typeof realm])[] = [
  ['realm', realm],
  ['cloning realm', cloningRealm],
]

const elsewhere = mkdtempSync(join(tmpdir(), 'kos-demo-'))
afterAll(() => rmSync(elsewhere, { recursive: true }))

/** The folder, loaded as `kos run` loads it. */
export function loadDemo(): Promise<LoadedSolution> {
  const path = join(elsewhere, 'content')
  writeFileSync(path, content)
  return loadSolution(folder, { cwd: folder, disks: { disk0: path }, withDevices: false })
}

/** A kernel that runs the demo; it is silent but for what `options` listen to. */
export async function bootDemo(demo: LoadedSolution, options: FullKernelOptions): Promise<Kernel> {
  const { solution, kernelOptions } = await demo.fresh()
  const silent = { output: () => {}, onDenied: () => {}, onExit: () => {}, onAudit: () => {} }
  return boot(solution, { ...silent, ...kernelOptions, ...options })
}

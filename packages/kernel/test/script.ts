// A script of the host, run by a Node.js of its own: for what a host does at its end.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'

const path = (file: string): string => JSON.stringify(new URL(file, import.meta.url).pathname)

/**
 * Boots a solution of one program `P` with this body, and waits for its end. `options` are further
 * options of `boot`; `after` is what the script does then.
 */
export function script(
  body: string,
  options = '',
  after = '',
): { readonly status: number | null; readonly stderr: string } {
  const source = `
    import { allowAll, boot, VirtualClock } from ${path('../src/index.ts')}
    import { defineInterface, KosInitializedEvent, PackOutMsg, program, serve, SMsgHdr } from ${path('../../libkos/src/index.ts')}
    const Lamp = defineInterface('demo.Lamp', { Turn: {} })
    const P = program({ endpoints: { lamp: Lamp } }, async (kos) => {
      ${body}
    })
    const C = program((kos) => kos.KnSleep(100).then(() => 0))
    const solution = { programs: { P, C }, connections: { C: { lamps: 'P' } }, policy: allowAll() }
    const kernel = boot(solution, { clock: new VirtualClock() ${options} })
    await kernel.run({ until: kernel.task('P') })
    ${after}`
  const folder = mkdtempSync(join(tmpdir(), 'kos-script-'))
  const outfile = join(folder, 'script.mjs')
  try {
    buildSync({
      stdin: { contents: source, resolveDir: import.meta.dirname },
      outfile,
      bundle: true,
      format: 'esm',
      target: 'es2022',
      conditions: ['@kos/source'],
    })
    const { status, stderr } = spawnSync(process.execPath, [outfile], { encoding: 'utf8' })
    return { status, stderr: stderr.replaceAll(folder, '') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

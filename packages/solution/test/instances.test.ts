// Solutions of one folder, made anew: each has modules of its own, whose lines stacks name.

import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { boot, type Solution, VirtualClock } from '@kos/kernel'
import { expect, onTestFinished, test, vi } from 'vitest'
import { loadSolution } from '../src/index.ts'
import { echo, folderOf } from './folder.ts'

const server = echo['src/Server.ts'] as string
const client = echo['src/Client.ts'] as string

/** What the processes of a solution write, and how the client ended. */
async function runOf(solution: Solution): Promise<{ lines: string[]; exit: unknown }> {
  const lines: string[] = []
  const options = { output: ({ text }: { text: string }) => lines.push(text), onExit: () => {} }
  await using kernel = boot(solution, { clock: new VirtualClock(), ...options })
  const exit = await kernel.run({ until: kernel.task('echo.Client') })
  return { lines, exit }
}

const ways: readonly (readonly [string, (text: string) => string])[] = [
  ['as a function', (text) => text],
  ['as a module with an await at its top', (text) => `await null\n${text}`],
  ['as a module that asks for its address', (text) => `void import.meta.resolve\n${text}`],
]

test.each(ways)('each solution has variables of its own, %s', async (_way, change) => {
  const count = 'export const counter = { count: 0 }\n'
  const counting = server
    .replace('import', "import { counter } from './count.ts'\nimport")
    .replace('value + 1', '++counter.count')
  const folder = folderOf({ ...echo, 'src/count.ts': count, 'src/Server.ts': change(counting) })
  const loaded = await loadSolution(folder)
  expect(loaded.diagnostics).toEqual([])
  const solution = await loaded.fresh()
  expect((await runOf(solution)).lines).toEqual(['answer 1'])
  expect((await runOf(solution)).lines).toEqual(['answer 2'])
  expect((await runOf(await loaded.fresh())).lines).toEqual(['answer 1'])
})

test.each(ways)('stacks name the lines of programs, %s', async (_way, change) => {
  const broken = client
    .replace('export default', '\n\nexport default')
    .replace('const ping', "if (kos.name !== '') throw new Error('broken')\n  const ping")
  const text = change(broken)
  const line = text.split('\n').findIndex((each) => each.includes('throw new')) + 1
  const loaded = await loadSolution(folderOf({ ...echo, 'src/Client.ts': text }))
  for (let run = 0; run < 2; run++) {
    const { exit } = await runOf(await loaded.fresh())
    expect(exit).toMatchObject({ stack: expect.stringContaining(`src/Client.ts:${line}:`) })
  }
})

test('a folder with errors says them, and makes none', async () => {
  const loaded = await loadSolution(folderOf({ ...echo, 'src/Client.ts': 'export default 7\n' }))
  expect(loaded.hasErrors).toBe(true)
  await expect(loaded.fresh()).rejects.toThrow('has errors')
})

test('no file is left', async () => {
  const folder = folderOf({ ...echo, 'src/Server.ts': `await null\n${server}` })
  vi.stubEnv('TMPDIR', folderOf({}))
  onTestFinished(() => void vi.unstubAllEnvs())
  await (await loadSolution(folder)).fresh()
  expect(readdirSync(tmpdir())).toEqual([])
})

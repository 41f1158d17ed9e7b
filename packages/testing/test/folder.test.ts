// Folders under test: booted, searched and repeated as solutions that a function makes; and what is
// wrong with one is said in one error.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeSolution, writeGenerated } from '@kos/solution'
import { boot, explore, exploreAll, formatFailure, replay } from '@kos/testing'
import { expect, onTestFinished, test } from 'vitest'

const turnstile = fileURLToPath(new URL('./turnstile', import.meta.url))

/** A copy of the folder with some texts changed, by path. */
function folderOf(changes: Readonly<Record<string, (text: string) => string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'kos-testing-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  cpSync(turnstile, folder, { recursive: true })
  for (const [path, change] of Object.entries(changes)) {
    const file = join(folder, path)
    writeFileSync(file, change(readFileSync(file, 'utf8')))
  }
  return folder
}

// It counts people of earlier runs as well, if there are any.
const counting = (text: string): string =>
  text
    .replace('for (', 'let count = 0\n  for (')
    .replace(
      'kos.log(',
      "if (inside !== undefined && inside !== 2) throw new Error('of another run')\n    kos.log(",
    )

test('a folder is booted, by any path to it', async () => {
  for (const path of [turnstile, relative(process.cwd(), turnstile)]) {
    await using sys = await boot(path)
    await sys.run()
    expect(sys.output['park.Guest']?.[0]).toBe('inside: 2')
    expect(sys.denials.map(({ message }) => /security\.psl:\d+/.test(message))).toEqual([true])
  }
})

test('what modules keep in variables is new in each run, and in each system', async () => {
  const folder = folderOf({ 'src/Guest.ts': counting })
  expect(await explore(folder, { runs: 20 })).toEqual({ runs: 20, failure: null })
  expect(await exploreAll(folder, { maxPreemptions: 1 })).toMatchObject({
    failure: null,
    isComplete: true,
  })
})

test('a failure names the lines of the programs, and is repeated', async () => {
  const broken = (text: string): string =>
    text.replace('kos.log(', "if (people === 9) throw new Error('a crowd')\n    kos.log(")
  const folder = folderOf({ 'src/Guest.ts': broken })
  const { failure } = await explore(folder, { runs: 2 })
  expect(failure?.violation).toMatchObject({ kind: 'crash', message: 'a crowd' })
  const { schedule = { seed: 0, decisions: [] } } = failure ?? {}
  const again = (await replay(folder, { schedule })).failure
  expect(again === null ? '' : formatFailure(again)).toMatch(/at .*src\/Guest\.ts:8:\d+/)
  await using sys = await boot(folder, { schedule })
  await sys.run()
  expect(sys.takeCrashes()[0]?.stack).toMatch(/src\/Guest\.ts:8:\d+/)
})

test('all errors of a folder are one error', async () => {
  const folder = folderOf({
    'security.psl': (text) => text.replace('message.people', 'message.persons'),
    'init.yaml': (text) => text.replace('target: park.Gate', 'target: park.Gat'),
  })
  const wrong = boot(folder)
  await expect(wrong).rejects.toThrow(/ has errors:\n.*init\.yaml:4:\d+: error: /)
  await expect(wrong).rejects.toThrow(/security\.psl:13:\d+: error: .*persons/)
  const { runs, failure } = await explore(folder)
  expect([runs, failure?.violation]).toMatchObject([
    1,
    { kind: 'boot', message: expect.stringContaining(' has errors:\n') },
  ])
})

test('a folder that is none is said to be none', async () => {
  await expect(boot('/no/such/folder')).rejects.toThrow(/\/no\/such\/folder has errors:\n/)
})

test('the modules that are there for editors are those of the interfaces', () => {
  expect(writeGenerated(describeSolution(turnstile))).toEqual([])
})

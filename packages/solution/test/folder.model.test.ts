// Whatever a folder describes without an error is loaded, boots, runs, and leaves nothing: random
// solutions, and such with mistakes.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { boot, VirtualClock } from '@kos/kernel'
import { describeSolution, loadSolution, type LoadedSolution } from '../src/index.ts'
import { shownDiagnostics, writeTexts } from './folder.ts'
import { randomFolder } from './random-folder.ts'

const runs = Number(process.env['KOS_MODEL_RUNS'] ?? 25)

async function inFolder<T>(
  texts: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'kos-test-'))
  try {
    writeTexts(folder, texts)
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs a solution until nothing is left to do, and ends it. */
async function runToTheEnd({ solution, kernelOptions }: LoadedSolution): Promise<string[]> {
  const lines: string[] = []
  const quiet = { onDenied: () => {}, onDeadlock: () => {}, onMisuse: () => {} }
  const kernel = boot(solution ?? { programs: {} }, {
    ...kernelOptions,
    ...quiet,
    onExit: ({ process, exit }) => {
      if ('error' in exit) lines.push(`${process}: ${String(exit.error)}`)
    },
    clock: new VirtualClock(),
    output: ({ process, text }) => lines.push(`${process}: ${text}`),
  })
  await kernel.run({ until: 'idle' })
  await kernel[Symbol.asyncDispose]()
  const left = Object.entries(kernel.inspect().objects).filter(([, count]) => count !== 0)
  expect(left).toEqual([])
  return lines
}

it('random solutions run, and each call is answered or denied', async () => {
  await fc.assert(
    fc.asyncProperty(randomFolder, async (texts) => {
      await inFolder(texts, async (folder) => {
        const loaded = await loadSolution(folder, { cwd: folder })
        const errors = loaded.diagnostics.filter(({ severity }) => severity === 'error')
        expect(shownDiagnostics(errors)).toBe('')
        const isGranted = !loaded.diagnostics.some(({ code }) => code === 'never-granted')
        const lines = await runToTheEnd(loaded)
        const answers = lines.map((line) => line.split(': ')[1])
        expect(answers.filter((rc) => rc !== '0').length > 0).toBe(!isGranted)
      })
    }),
    { numRuns: runs },
  )
})

it('folders with a mistake are refused, or run as they are', async () => {
  const mistake = fc.record({
    file: fc.nat(),
    line: fc.nat(),
    change: fc.constantFrom('drop', 'twice', 'cut'),
  })
  await fc.assert(
    fc.asyncProperty(randomFolder, mistake, async (texts, { file, line, change }) => {
      const paths = Object.keys(texts)
      const path = paths[file % paths.length] as string
      const lines = (texts[path] as string).split('\n')
      const at = line % lines.length
      const text = lines[at] as string
      const changed = { drop: [], twice: [text, text], cut: [text.slice(0, text.length >> 1)] }[
        change
      ]
      lines.splice(at, 1, ...changed)
      await inFolder({ ...texts, [path]: lines.join('\n') }, async (folder) => {
        const { hasErrors, diagnostics } = describeSolution(folder, { cwd: folder })
        for (const each of diagnostics)
          expect(each.line === 0 || (each.column > 0 && each.column <= each.text.length + 1)).toBe(
            true,
          )
        const loaded = await loadSolution(folder, { cwd: folder })
        expect(loaded.hasErrors || !hasErrors).toBe(true)
        if (!loaded.hasErrors) await runToTheEnd(loaded)
      })
    }),
    { numRuns: runs },
  )
})

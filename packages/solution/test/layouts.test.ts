// Whole folders in the layouts that solutions have: flat resources of a module, packages in folders
// with components, templates.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { boot, VirtualClock } from '@kos/kernel'
import { generatedModules } from '../src/generated-modules.ts'
import { describeSolution, loadSolution } from '../src/index.ts'
import { shownDiagnostics } from './folder.ts'

/** What the processes of a folder write until this one ends. */
async function linesOf(folder: string, until: string): Promise<string[]> {
  const lines: string[] = []
  const { diagnostics, solution, kernelOptions } = await loadSolution(`test/folders/${folder}`)
  // That the endpoints of kl.VfsNet are not public is a warning.
  const own = diagnostics.filter(({ message }) => !message.includes('is not public'))
  expect(shownDiagnostics(own)).toBe('')
  const kernel = boot(solution ?? { programs: {} }, {
    ...kernelOptions,
    clock: new VirtualClock(),
    output: ({ process, text }) => lines.push(`${process}: ${text}`),
  })
  onTestFinished(() => kernel[Symbol.asyncDispose]())
  await kernel.run({ until: kernel.task(until) })
  return lines
}

it('resources may lie flat, names of connections in a header', async () => {
  expect(await linesOf('flat', 'echo.Client')).toEqual(['echo.Client: answer 8'])
})

it('processes of one class have arguments, environments and input of their own', async () => {
  expect(await linesOf('nested', 'second')).toEqual(['second: one again nothing'])
})

it('templates are expanded by what kos.json says', async () => {
  expect(await linesOf('template', 'app.Server')).toEqual([
    'app.Client: QEMU, level 2 quiet',
    'app.Client: told 2',
  ])
})

it.each(['folders/flat', 'folders/nested', 'folders/template', 'readme/lights'])(
  '%s has its generated modules',
  (folder) => {
    const description = describeSolution(`test/${folder}`)
    const text = (path: string): string =>
      existsSync(path) ? readFileSync(path, 'utf8') : 'there is no such file'
    const { texts } = generatedModules(description.project)
    const stale = [...texts].filter(
      ([path, now]) => text(join(description.generated, path)) !== now,
    )
    expect(stale.map(([path]) => path)).toEqual([])
  },
)

// Folders in a Node.js of their own, with the built packages: as programs of users run.

import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { echo, folderOf, type Texts } from './folder.ts'

const script = `
import { boot, formatExit, VirtualClock } from '@kos/kernel'
import { formatDiagnostic } from '@kos/idl-compiler'
import { loadSolution } from '@kos/solution'

const folder = process.argv[1]
const { solution, diagnostics, kernelOptions } = await loadSolution(folder, { cwd: folder })
for (const each of diagnostics) console.log(formatDiagnostic(each))
if (solution !== null) {
  const kernel = boot(solution, {
    ...kernelOptions,
    clock: new VirtualClock(),
    onExit: (end) => console.log(formatExit(end)),
  })
  await kernel.run({ until: kernel.task('echo.Client') })
}
`

/** What it prints; paths are from the folder. */
function outputOf(texts: Texts): string {
  const folder = folderOf({ ...echo, ...texts })
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script, folder], {
    encoding: 'utf8',
  })
  return output.replaceAll(folder, '')
}

const client = echo['src/Client.ts'] as string

it('runs', () => {
  expect(outputOf({})).toContain('[echo.Client] answer 7\n')
})

it('stacks of processes name the lines of their programs', () => {
  const failing = client.replace('kos.log(', 'check(1)\n  kos.log(')
  const check = `export interface Unused {
  readonly a: number
}

export function check(value: number): void {
  throw new RangeError(\`wrong: \${value}\`)
}
`
  const output = outputOf({
    'src/check.ts': check,
    'src/Client.ts': `import { check } from './check.ts'\n${failing}`,
  })
  expect(output).toContain('echo.Client crashed: wrong: 1')
  expect(output).toMatch(/\/src\/check\.ts:6:9\)?$/m)
  expect(output).toMatch(/\/src\/Client\.ts:7:3\)?$/m)
})

it('an export that Node.js does not have is at its import', () => {
  const texts = {
    'src/Client.ts': `import { nope } from 'node:fs'\n${client.replace("'answer'", 'nope')}`,
  }
  expect(outputOf(texts)).toMatchInlineSnapshot(`
    "src/Client.ts:1:1: error: node:fs exports no nope
      1 | import { nope } from 'node:fs'
        | ^^^^^^
    "
  `)
})

it('what a module throws is at its line', () => {
  const texts = { 'src/Client.ts': `${client}\nconst value: number = 1\nthrow Error('early')\n` }
  expect(outputOf(texts)).toMatchInlineSnapshot(`
    "src/Client.ts:10:7: error: the module throws Error: early
      10 | throw Error('early')
         |       ^^^^^
         = what a process does stands in the function given to program
    "
  `)
})

it('a module that kos does not have is at its import', () => {
  const texts = { 'src/Client.ts': client.replace('@kos/libkos', '@kos/libkos/coresrv/none') }
  expect(outputOf(texts)).toMatchInlineSnapshot(`
    "src/Client.ts:1:42: error: there is no module @kos/libkos/coresrv/none
      1 | import { connect, program, unwrap } from '@kos/libkos/coresrv/none'
        |                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^
    "
  `)
})

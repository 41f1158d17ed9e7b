// Solutions with devices, as a new user has them: the guide of drivers in a folder with nothing
// installed or generated, and the template with a button.

import { cpSync, rmSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ownModule } from '../src/own-modules.ts'
import { Folder } from './folder.ts'
import { program, spawned } from './spawned.ts'

const tsc = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url))
const scales = fileURLToPath(new URL('../../testing/test/driver/scales', import.meta.url))

/** A folder with the files of the guide in `scales`, as they are in a fresh clone. */
function guide(): Folder {
  const folder = new Folder({})
  onTestFinished(() => folder[Symbol.dispose]())
  const target = join(folder.path, 'scales')
  cpSync(scales, target, { recursive: true })
  rmSync(join(target, 'src/generated'), { recursive: true })
  return folder
}

const generated = 'scales/src/generated/shop/Weighing.idl.ts'

interface TestsAsData {
  readonly programTests: readonly { readonly file: string; readonly state: string }[]
}

describe('the guide of drivers', () => {
  test('shows no colours of its tests where there is no terminal', async () => {
    const { code, out } = await spawned(guide().path, ['test', 'scales'])
    expect(out).toContain('test/scale.test.ts')
    expect([code, out.includes('\u001B[')]).toEqual([0, false])
  })

  test('passes its tests in a folder with nothing installed or generated', async () => {
    const folder = guide()
    const { code, out } = await spawned(folder.path, ['test', 'scales', '--json'])
    const { programTests } = JSON.parse(out) as TestsAsData
    expect(new Set(programTests.map(({ file, state }) => `${file} ${state}`))).toEqual(
      new Set(['test/scale.test.ts passed', 'test/scales.test.ts passed']),
    )
    expect(code).toBe(0)
    expect(folder.files('scales')).toContain(generated)
  })

  test('has what a single test file of it imports written, too', async () => {
    const folder = guide()
    const { code } = await spawned(folder.path, ['test', 'scales/test/scales.test.ts', '--json'])
    expect(code).toBe(0)
    expect(folder.files('scales')).toContain(generated)
  })

  test('runs, and has no type errors with the tsconfig.json of a folder beside it', async () => {
    const folder = guide()
    expect(await folder.kos(['new', 'lamp', '--template', 'blink'])).toMatchObject({ code: 0 })
    folder.write('scales/tsconfig.json', folder.read('lamp/tsconfig.json'))
    expect(await folder.kos(['run', 'scales', '--virtual'])).toMatchObject({ code: 0, out: '' })
    const checked = program(folder.path, process.execPath, [tsc, '-p', 'scales'])
    expect(checked).toEqual({ code: 0, out: '', err: '' })
  })
})

test('types of all that tests of devices import are found from a new folder', async () => {
  using folder = new Folder({})
  await folder.kos(['new', 'it', '--template', 'minimal'])
  folder.write(
    'it/test/imports.ts',
    `import { Machine } from '@kos/io-hw'
import { IRQ_LEVEL_HIGH } from '@kos/io-hw/flags'
import { Pl061 } from '@kos/io-hw/models'
import * as node from '@kos/io-hw/node'
import { Kernel } from '@kos/kernel'
import { describeSolution } from '@kos/solution'
import { palTests } from '@kos/testing/pal'
import { PhysicalMemory } from '@kos/vmm'

export const all = [Machine, IRQ_LEVEL_HIGH, Pl061, node, Kernel, describeSolution, palTests]
// @ts-expect-error: it takes the size of the memory
new PhysicalMemory()
`,
  )
  expect(program(folder.path, process.execPath, [tsc, '-p', 'it'])).toEqual({
    code: 0,
    out: '',
    err: '',
  })
})

describe('packages that kos consists of', () => {
  test.each(['vmm', 'thread', 'sync', 'ipc', 'handles', 'notice', 'idl', 'retcode', 'vmm/flags'])(
    '@kos/%s is found, though this one may need it only by others',
    (name) => {
      const inPackage = name.split('/')[0] as string
      expect(ownModule(`@kos/${name}`)).toContain(`${join('packages', inPackage)}${sep}`)
    },
  )

  test.each(['@kos/nothing', '@kos/vmm/nothing', 'nothing'])('%s is none', (name) => {
    expect(ownModule(name)).toBe(null)
  })
})

describe('the template blink', () => {
  test('heeds a button that machine.yaml has pressed from the start', async () => {
    using folder = new Folder({})
    await folder.kos(['new', 'it', '--template', 'blink'])
    const machine = folder.read('it/machine.yaml')
    expect(machine).toContain('pins: { 5: low }')
    const before = await folder.kos(['run', 'it', '--virtual'])
    folder.write('it/machine.yaml', machine.replace('{ 5: low }', '{ 5: high }'))
    const pressed = await folder.kos(['run', 'it', '--virtual'])
    expect([before.code, before.out.includes('pressed')]).toEqual([0, false])
    expect([pressed.code, pressed.out]).toEqual([
      0,
      expect.stringContaining('[blink.Blinker] the button is pressed\n'),
    ])
  })

  test.each([
    ['ts', 'low'],
    ['ts', 'high'],
    ['js', 'high'],
  ])('passes its tests in %s with the button %s', async (language, level) => {
    using folder = new Folder({})
    await folder.kos(['new', 'it', '--template', 'blink', `--${language}`])
    const machine = folder.read('it/machine.yaml')
    folder.write('it/machine.yaml', machine.replace('{ 5: low }', `{ 5: ${level} }`))
    const { code, out } = await spawned(folder.path, ['test', 'it', '--json'])
    const { programTests } = JSON.parse(out) as TestsAsData
    expect([code, programTests.map(({ state }) => state)]).toEqual([0, ['passed', 'passed']])
  })
})

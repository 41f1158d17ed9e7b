// Drivers in a folder: their classes have files and programs that come with kos.

import { Pl061 } from '@kos/io-hw/models'
import { boot, VirtualClock } from '@kos/kernel'
import { expect, test } from 'vitest'
import { loadSolution } from '../src/index.ts'
import { folderOf, shownDiagnostics } from './folder.ts'

test('a folder with a driver needs no file and no program for it', async () => {
  const folder = folderOf({
    'init.yaml': `entities:
- name: demo.Blinker
  connections:
  - target: kl.drivers.GPIO
    id: kl.drivers.GPIO
- name: kl.drivers.GPIO
  args:
  - gpio0
`,
    'kos.json': '{ "files": { "kl.drivers.GPIO": { "machine": "machine.json" } } }',
    'machine.json':
      '{ "devices": [{ "name": "gpio0", "model": "pl061", "memory": "0xfe003000", "irqs": [7] }] }',
    'resources/demo/Blinker.edl': 'entity demo.Blinker\n',
    'security.psl': `execute: kl.core.Execute
use nk.base._
use nk.basic._
use EDL Einit
use EDL kl.core.Core
use EDL demo.Blinker
use EDL kl.drivers.GPIO
execute { grant () }
request dst = kl.core.Core { grant () }
request src = demo.Blinker dst = kl.drivers.GPIO endpoint = gpio {
    match method = GetInfo { grant () }
    match method = SetMode { assert (message.pin == 5) }
    match method = Out { assert (message.pin == 5) }
}
response src = kl.drivers.GPIO { grant () }
error src = kl.drivers.GPIO { grant () }
`,
    'src/Blinker.js': `import { program } from '@kos/libkos'
import { GPIO_DIR_OUT, GpioInit, GpioOpenPort, GpioOut, GpioSetMode } from '@kos/drivers/gpio'
export default program(async (kos) => {
  GpioInit(kos)
  const { handle } = GpioOpenPort(kos, 'gpio0')
  for (const pin of [4, 5]) kos.log(pin, (await GpioSetMode(kos, handle, pin, GPIO_DIR_OUT)) === 0)
  for (let count = 0; count < 4; count++) {
    await GpioOut(kos, handle, 5, (count + 1) % 2)
    await kos.KnSleep(500)
  }
})
`,
  })
  const { solution, diagnostics, kernelOptions } = await loadSolution(folder, { cwd: folder })
  expect(shownDiagnostics(diagnostics)).toBe('')
  const port = new Pl061()
  const levels: unknown[] = []
  port.onPinChange((pin, level) => levels.push([pin, level]))
  const lines: string[] = []
  await using kernel = boot(solution ?? { programs: {} }, {
    ...kernelOptions,
    clock: new VirtualClock(),
    machine: { setUp: (machine) => machine.place(port, { memory: 0xfe00_3000, irqs: [7] }) },
    output: ({ process, text }) => lines.push(`${process}: ${text}`),
    onDenied: () => {},
  })
  await kernel.run({ until: 'idle' })
  expect(lines).toEqual(['demo.Blinker: 4 false', 'demo.Blinker: 5 true'])
  expect(levels.slice(-4)).toEqual([
    [5, true],
    [5, false],
    [5, true],
    [5, false],
  ])
})

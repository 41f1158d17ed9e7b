// Solutions with a machine on the command line, as processes: what comes out of serial lines and pins,
// other machines, other files of disks, and what is wrong with them.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Folder } from './folder.ts'
import { spawned } from './spawned.ts'

const uart = '  - { name: uart0, model: ns16550a, ports: 0x3f8, irqs: [4], input: "Anna\\n" }\n'
const disk =
  '  - { name: disk0, model: virtio-block, memory: 0xfe001000, irqs: [40], bdf: 8, archive: [init.yaml] }\n'
const gpio = '  - { name: gpio0, model: pl061, memory: 0xfe003000, irqs: [7] }\n'

/** Greets who writes on the serial line, switches a light on, and says which file a disk has. */
const greeter = `import { Serial } from '@kos/drivers'
import { GPIO_DIR_OUT, GpioInit, GpioOpenPort, GpioOut, GpioSetMode } from '@kos/drivers/gpio'
import { openDisk, readSectors } from '@kos/drivers'
import { connect, program, unwrap } from '@kos/libkos'

const text = (bytes) => String.fromCharCode(...bytes)
const bytes = (text) => Uint8Array.from(text, (each) => each.charCodeAt(0))

export default program(async (kos) => {
  using serial = connect(kos, Serial, 'uart0', 'serial')
  let name = ''
  while (!name.endsWith('\\n')) {
    const { data } = unwrap(await serial.Read({ limit: 16, timeout: 1000 }))
    name += text(data)
  }
  await serial.Write({ data: bytes('hello, ' + name + 'bye'), timeout: 1000 })
  GpioInit(kos)
  const { handle: port } = unwrap(GpioOpenPort(kos, 'gpio0'))
  await GpioSetMode(kos, port, 3, GPIO_DIR_OUT)
  await GpioOut(kos, port, 3, 1)
  using disk = unwrap(await openDisk(kos, 'disk0')).disk
  unwrap({ rc: await readSectors(disk, 0, 1) })
  kos.log('the disk has', kos.memory.loadString(disk.address, 100))
})
`

const files = {
  'init.yaml': `entities:
- name: demo.Greeter
  connections:
  - { target: kl.drivers.UART, id: uart0 }
  - { target: kl.drivers.GPIO, id: gpio0 }
  - { target: kl.drivers.Block, id: disk0 }
- { name: kl.drivers.UART, args: [uart0] }
- { name: kl.drivers.GPIO, args: [gpio0] }
- { name: kl.drivers.Block, args: [disk0] }
`,
  'Greeter.edl': 'task class demo.Greeter\n',
  'Greeter.ts': greeter,
  'security.psl': `execute: kl.core.Execute

use nk.base._
use EDL Einit
use EDL kl.core.Core
use EDL kl.drivers.Block
use EDL kl.drivers.GPIO
use EDL kl.drivers.UART
use EDL demo.Greeter

execute { grant () }
request { grant () }
response { grant () }
error { grant () }
`,
  'machine.yaml': `memory: 16 MiB\ndevices:\n${uart}${disk}${gpio}`,
}

function folderOf(texts: Readonly<Record<string, string>> = {}): Folder {
  const folder = new Folder({ ...files, ...texts })
  onTestFinished(() => folder[Symbol.dispose]())
  return folder
}

const lines = [
  '[demo.Greeter] the disk has init.yaml',
  '[gpio0] pin 3 is high',
  '[gpio0] pin 3 is low',
  '[uart0] bye',
  '[uart0] hello, Anna',
]

describe('kos run', () => {
  test('shows what serial lines send and the levels of pins, under the names of devices', async () => {
    const { code, out, err } = await spawned(folderOf().path, ['run'])
    // Sent bytes take their time on the wire, in which the rest goes on.
    expect([code, out.trim().split('\n').toSorted()]).toEqual([0, lines])
    expect(err).toMatch(/^-- nothing more can happen .* wait for what others do$/m)
    expect(err).not.toContain('nobody')
  })

  test('has them as data, too', async () => {
    const { code, out } = await spawned(folderOf().path, ['run', '--virtual', '--json'])
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string })
    expect(code).toBe(0)
    const found = events.filter(({ event }) => event === 'pin' || event === 'serial')
    expect(found).toMatchObject([
      { event: 'pin', process: 'gpio0', pin: 3, level: false },
      { event: 'pin', process: 'gpio0', pin: 3, level: true },
      { event: 'serial', process: 'uart0', text: 'hello, Anna' },
      { event: 'serial', process: 'uart0', text: 'bye' },
    ])
  })

  test('takes another machine, and other files for its disks', async () => {
    const board = `devices:\n${uart.replace('Anna', 'Ben')}${disk.replace('init', '../init')}${gpio}`
    const folder = folderOf({ 'boards/b.yaml': board, 'mine.txt': 'x' })
    const other = await folder.kos(['run', '--virtual', '--machine', 'boards/b.yaml'])
    expect([other.code, other.out]).toEqual([0, expect.stringContaining('[uart0] hello, Ben\n')])
    const mine = await folder.kos(['run', '--virtual', '--disk', 'disk0=mine.txt'])
    expect([mine.code, mine.out]).toEqual([0, expect.stringContaining('the disk has mine.txt\n')])
  })

  test('says which files and disks there are not', async () => {
    const folder = folderOf()
    const failing: readonly (readonly [string, readonly string[], number])[] = [
      ['b.yaml: error: there is no such file', ['--machine', 'b.yaml'], 1],
      ['--disk disk0=a: there is no file a', ['--disk', 'disk0=a'], 2],
      ['--disk disk0: write DISK=PATH', ['--disk', 'disk0'], 2],
      ['--disk: there is no disk gpio0; there are: disk0', ['--disk', 'gpio0=init.yaml'], 2],
      ['--explore is without', ['--explore', '3', '--machine', 'machine.yaml'], 2],
    ]
    for (const [said, args, expected] of failing) {
      const { code, err } = await folder.kos(['run', ...args])
      expect([code, err]).toEqual([expected, expect.stringContaining(said)])
    }
  })

  test('says what the host refuses a device', async () => {
    const other = createSocket('udp4')
    other.bind(0, '127.0.0.1')
    await once(other, 'listening')
    onTestFinished(() => void other.close())
    const { port } = other.address()
    const net = `  - { name: net0, model: virtio-net, memory: 0xfe005000, irqs: [9], bdf: 24, udp: { port: ${port}, peer: 9 } }\n`
    const folder = folderOf({ 'machine.yaml': `${files['machine.yaml']}${net}` })
    const { code, out, err } = await spawned(folder.path, ['run'])
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(/^kos: the device net0: .*EADDRINUSE/)
    expect(err).not.toContain('    at ')
  })

  test('with a socket goes on until Ctrl-C, since frames may come', async () => {
    const peer = createSocket('udp4')
    peer.bind(0, '127.0.0.1')
    await once(peer, 'listening')
    onTestFinished(() => void peer.close())
    const net = `  - { name: net0, model: virtio-net, memory: 0xfe005000, irqs: [9], bdf: 24, udp: { port: 0, peer: ${peer.address().port} } }\n`
    const folder = folderOf({ 'machine.yaml': `${files['machine.yaml']}${net}` })
    let isDone = false
    const { code, err } = await spawned(folder.path, ['run'], {
      onOutput: (said, keys) => {
        if (isDone || !/the disk has|crashed/.test(said)) return
        isDone = true
        keys.interrupt()
      },
    })
    expect([code, err.trim().split('\n').at(-1)]).toEqual([0, '-- stopped by Ctrl-C'])
  })
})

describe('other commands', () => {
  test('check and --explore make no device that another kernel may have', async () => {
    const peer = createSocket('udp4')
    peer.bind(0, '127.0.0.1')
    await once(peer, 'listening')
    onTestFinished(() => void peer.close())
    const { port } = peer.address()
    const net = `  - { name: net0, model: virtio-net, memory: 0xfe005000, irqs: [9], bdf: 24, udp: { port: ${port}, peer: 1 } }\n`
    const taken = folderOf({ 'machine.yaml': `${files['machine.yaml']}${net}` })
    expect(await taken.kos(['check'])).toMatchObject({ code: 0 })
    expect(await taken.kos(['run'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^kos: the device net0: .*EADDRINUSE/),
    })
    const explored = await folderOf().kos(['run', '--explore', '3'])
    expect([explored.code, explored.out]).toEqual([
      0,
      '3 schedules ran, and none failed (seed 1)\n',
    ])
  })

  test('explain says what a device that is none needs', async () => {
    const { code, out } = await folderOf().kos(['explain', 'bad-device'])
    expect([code, out]).toEqual([0, expect.stringContaining('machine.yaml')])
  })

  test('top shows a solution with a machine', async () => {
    const { code, out } = await spawned(folderOf().path, ['top', '--once', '--interval', '200'])
    expect([code, out]).toEqual([0, expect.stringContaining('kl.drivers.UART')])
    expect(out).toMatch(/^irq +registered by +handler +state +taken$/m)
  })

  test('top tells tools of devices as data', async () => {
    const flags = ['top', '--once', '--interval', '200', '--json']
    const { out } = await spawned(folderOf().path, flags)
    const { io } = JSON.parse(out.split('\n')[0] as string) as { io: { map: { kind: string }[] } }
    expect(io.map.map(({ kind }) => kind)).toContain('ram')
  })
})

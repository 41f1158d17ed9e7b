// Machines of folders: what is described, the devices that are made of it, and what they have of the
// host.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readdirSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readMachineFile } from '@kos/drivers'
import type { Device, DeviceContext } from '@kos/io-hw'
import { type Link, type Ns16550a, type Pl061, VirtioNet } from '@kos/io-hw/models'
import { boot, type Kernel, VirtualClock } from '@kos/kernel'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  BuiltMachine,
  describeSolution,
  type LoadedSolution,
  loadSolution,
  type MachineDescription,
} from '../src/index.ts'
import { deviceModels } from '../src/device-models.ts'
import { folderOf, shownDiagnostics, type Texts } from './folder.ts'
import { allModels, withMachine } from './machine-folders.ts'

function machineOf(texts: Texts, options: object = {}): MachineDescription {
  const folder = folderOf(texts)
  const { machine, diagnostics } = describeSolution(folder, { cwd: folder, ...options })
  expect(shownDiagnostics(diagnostics)).toBe('')
  if (machine === null) throw new Error('there is no machine')
  return machine
}

async function built(description: MachineDescription): Promise<BuiltMachine> {
  const machine = await BuiltMachine.build(description)
  onTestFinished(() => machine[Symbol.asyncDispose]())
  return machine
}

async function loadedOf(texts: Texts): Promise<LoadedSolution> {
  const folder = folderOf(texts)
  const loaded = await loadSolution(folder, { cwd: folder })
  expect(shownDiagnostics(loaded.diagnostics)).toBe('')
  onTestFinished(() => loaded.machine?.[Symbol.asyncDispose]())
  return loaded
}

function booted({ solution, kernelOptions }: LoadedSolution): Kernel {
  if (solution === null) throw new Error('the folder has errors')
  const kernel = boot(solution, { ...kernelOptions, clock: new VirtualClock(), output: () => {} })
  onTestFinished(() => kernel[Symbol.asyncDispose]())
  return kernel
}

/** Attaches a device to no machine. */
function attached<D extends Device>(device: D): D {
  const context: Partial<DeviceContext> = {
    now: () => 0,
    tickAfter: () => {},
    cancelTick: () => {},
    setLine: () => {},
    batch: (operation) => operation(),
  }
  device.attach(context as DeviceContext)
  device.reset()
  return device
}

describe('a machine', () => {
  it('is described with every model, place and setting', () => {
    const { path, memory, irqLines, devices } = machineOf(withMachine(allModels))
    expect([path.endsWith('machine.yaml'), memory, irqLines]).toEqual([true, 2 ** 24, 48])
    const byName = new Map(devices.map(({ name, ...device }) => [name, device]))
    expect([...byName.keys()].join(' ')).toBe(
      'uart0 uart1 gpio0 rtc0 disk0 disk1 random0 console0 net0 net1',
    )
    expect(new Set(devices.map(({ model }) => model))).toEqual(new Set(Object.keys(deviceModels)))
    expect(byName.get('uart0')).toEqual({
      model: 'ns16550a',
      placement: { ports: 0x3f8, irqs: [4] },
      settings: { input: 'hello\n' },
    })
    expect(byName.get('uart1')?.placement).toEqual({ memory: 0xfe00_0000, irqs: [] })
    expect(byName.get('gpio0')?.settings.pins).toEqual(
      new Map([
        [1, true],
        [2, false],
      ]),
    )
    expect(byName.get('disk0')).toMatchObject({
      placement: { memory: 0xfe00_1000, irqs: [40], bdf: 8 },
      settings: { size: 2 ** 20, latency: 5 },
    })
    expect(byName.get('disk1')?.settings).toEqual({
      archive: [join(path, '../init.yaml'), join(path, '../src/Client.ts')],
      readOnly: true,
    })
    expect(byName.get('random0')?.placement.bdf).toBe(0xaff)
    expect(byName.get('net0')?.settings).toEqual({ mac: '02:00:00:00:00:0a', cable: 'a' })
  })

  it('has 256 MiB, 64 interrupts and no device unless its file says so', () => {
    const machine = machineOf(withMachine('{}'))
    expect(machine).toMatchObject({ memory: 2 ** 28, irqLines: 64, devices: [] })
  })

  it('is that of the folder, of kos.json, or the one that is asked for', () => {
    const other = 'memory: 32 MiB'
    const said = { 'kos.json': '{ "machine": "boards/other.yaml" }', 'boards/other.yaml': other }
    expect(machineOf({ ...withMachine('{}'), ...said }).memory).toBe(2 ** 25)
    const texts = { ...withMachine('{}'), ...said, 'mine.yaml': 'memory: 64 MiB' }
    expect(machineOf(texts, { machine: 'mine.yaml' }).memory).toBe(2 ** 26)
    const folder = folderOf(withMachine('{}'))
    const { diagnostics, machine } = describeSolution(folder, { cwd: folder, machine: 'no.yaml' })
    expect([machine, diagnostics.map(({ code }) => code)]).toEqual([null, ['missing-file']])
  })

  it('has paths from its own folder, and watches the files that it only reads', () => {
    const text = `devices:
  - { name: disk0, model: virtio-block, memory: 0xfe001000, bdf: 1, file: written.img }
  - { name: disk1, model: virtio-block, memory: 0xfe002000, bdf: 2, file: read.img, readOnly: true }
  - { name: disk2, model: virtio-block, memory: 0xfe003000, bdf: 3, archive: [archived] }
`
    const folder = folderOf({
      ...withMachine('{}'),
      'kos.json': '{ "machine": "boards/a.yaml" }',
      'boards/a.yaml': text,
      'boards/written.img': '',
      'boards/read.img': '',
      'boards/archived': '',
    })
    const { inputs } = describeSolution(folder, { cwd: folder })
    const inBoards = inputs.filter((path) => path.startsWith(join(folder, 'boards')))
    expect(inBoards.map((path) => path.slice(folder.length + 8)).toSorted()).toEqual([
      'a.yaml',
      'archived',
      'read.img',
    ])
  })
})

describe('the table of models', () => {
  it('says of each how many registers its device has', async () => {
    for (const [name, model] of Object.entries(deviceModels)) {
      const { device } = await model.make(name, { size: 512 })
      expect([device.name, device.registerBytes]).toEqual([name, model.registerBytes])
    }
  })
})

describe('disks', () => {
  const disk = (setting: string): string =>
    `devices:\n  - { name: disk0, model: virtio-block, memory: 0xfe001000, bdf: 8, ${setting} }\n`

  it('are given files when the folder is loaded, in place of their own', () => {
    const texts = { ...withMachine(disk('archive: [init.yaml]')), mine: 'x'.repeat(512) }
    const mine = machineOf(texts, { disks: { disk0: 'mine' } })
    expect(mine.devices[0]?.settings.archive).toEqual([join(mine.path, '../mine')])
    for (const setting of ['size: 512', 'file: init.yaml, latency: 3, readOnly: true']) {
      const { devices, path } = machineOf(
        { ...withMachine(disk(setting)), mine: 'x'.repeat(512) },
        { disks: { disk0: 'mine' } },
      )
      expect(devices[0]?.settings.file).toBe(join(path, '../mine'))
      expect(devices[0]?.settings.size).toBeUndefined()
      expect(devices[0]?.settings.latency).toBe(setting.includes('latency') ? 3 : undefined)
    }
  })

  it('are not given a file that is no whole number of sectors, unless it is archived', () => {
    const given = (setting: string): string => {
      const folder = folderOf({ ...withMachine(disk(setting)), mine: 'x' })
      const options = { cwd: folder, disks: { disk0: 'mine' } }
      return shownDiagnostics(describeSolution(folder, options).diagnostics)
    }
    expect(given('size: 512')).toContain('mine has 1 bytes: a disk has whole sectors of 512')
    expect(given('size: 512')).toContain('pad it: truncate -s 512 mine')
    expect(given('archive: [init.yaml]')).toBe('')
  })

  it('of a file are open until the machine is given back', async () => {
    const folder = folderOf({ ...withMachine(disk('file: disk.img')), 'disk.img': 'x'.repeat(512) })
    const { machine } = describeSolution(folder, { cwd: folder })
    const open = (): number => openFilesOf(join(folder, 'disk.img'))
    const before = open()
    const one = await BuiltMachine.build(machine as MachineDescription)
    expect(open()).toBe(process.platform === 'linux' ? before + 1 : 0)
    await one[Symbol.asyncDispose]()
    await one[Symbol.asyncDispose]()
    expect(open()).toBe(before)
  })

  it('that became no disks since are refused when they are made, and nothing stays open', async () => {
    const two = `${disk('file: disk.img')}  - { name: disk1, model: virtio-block, memory: 0xfe002000, bdf: 9, file: short.img }\n`
    const texts = { ...withMachine(two), 'disk.img': 'x'.repeat(512), 'short.img': 'x'.repeat(512) }
    const folder = folderOf(texts)
    const loaded = await loadSolution(folder, { cwd: folder, withDevices: false })
    expect([loaded.solution === null, loaded.machine]).toEqual([false, null])
    writeFileSync(join(folder, 'short.img'), 'x')
    await expect(loaded.fresh()).rejects.toThrow(/^the device disk1: .*512/)
    expect(openFilesOf(join(folder, 'disk.img'))).toBe(0)
  })
})

// On Linux, and 0 elsewhere: there a test of it says nothing.
function openFilesOf(path: string): number {
  if (process.platform !== 'linux') return 0
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`)
    } catch {
      return ''
    }
  })
  return links.filter((link) => link === path).length
}

describe('network cards', () => {
  const card = (setting: string): string =>
    `devices:\n  - { name: net0, model: virtio-net, memory: 0xfe001000, bdf: 8, ${setting} }\n`

  it('on one cable hear each other', async () => {
    const two = `${card('cable: a')}  - { name: net1, model: virtio-net, memory: 0xfe002000, bdf: 9, cable: a }\n`
    const machine = await built(machineOf(withMachine(two)))
    const [one, other] = ['net0', 'net1'].map((name) => (machine.device(name) as VirtioNet).link)
    const frame = new Uint8Array(60)
    const heard = vi.spyOn(other as Link, 'send')
    one?.onFrame?.(frame)
    expect(heard).toHaveBeenCalledExactlyOnceWith(frame)
  })

  it('have a socket of the host, or say that it is taken', async () => {
    const socket = createSocket('udp4')
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    onTestFinished(() => void socket.close())
    const { port } = socket.address()
    const taken = machineOf(withMachine(card(`udp: { port: ${port}, peer: 1 }`)))
    await expect(BuiltMachine.build(taken)).rejects.toThrow(/^the device net0: .*EADDRINUSE/)
    const free = machineOf(withMachine(card(`udp: { port: 0, peer: ${port} }`)))
    const machine = await built(free)
    expect(machine.device('net0')).toBeInstanceOf(VirtioNet)
  })
})

describe('what is outside', () => {
  it('begins when the machine starts: input of a line, levels of pins', async () => {
    const machine = await built(machineOf(withMachine(allModels)))
    const uart = attached(machine.device('uart0') as Ns16550a)
    const received = vi.spyOn(uart, 'receive')
    const gpio = attached(machine.device('gpio0') as Pl061)
    const data = 4 * 0b110
    expect([received.mock.calls.length, gpio.read(data, 1)]).toEqual([0, 0])
    machine.start()
    expect(received).not.toHaveBeenCalled()
    // Data terminal ready, then request to send as well, twice.
    for (const control of [1, 3, 1, 3]) uart.write(4, 1, control)
    expect(received.mock.calls).toEqual([[new TextEncoder().encode('hello\n')]])
    expect(gpio.read(data, 1)).toBe(0b010)
    expect(machine.device('nothing')).toBeNull()
  })
})

describe('a kernel', () => {
  it('has the machine, and each process a file that says where devices are', async () => {
    const loaded = await loadedOf(withMachine(allModels))
    const kernel = booted(loaded)
    const read = await kernel.as('echo.Client', (kos) =>
      readMachineFile(kos.files['machine'] as never),
    )
    expect(read).toEqual(
      loaded.description.machine?.devices.map(({ name, model, placement }) => ({
        name,
        model,
        memory: placement.memory ?? null,
        ports: placement.ports ?? null,
        irqs: placement.irqs,
        bdf: placement.bdf ?? null,
      })),
    )
    await kernel.run({ until: kernel.task('echo.Client') })
  })

  it('takes a file of the folder in place of that', async () => {
    const loaded = await loadedOf({
      ...withMachine(allModels),
      'kos.json': '{ "files": { "echo.Client": { "machine": "mine.json" } } }',
      'mine.json': '{ "devices": [] }',
    })
    const files = loaded.solution?.files ?? {}
    expect(readMachineFile(files['echo.Client']?.['machine'] as Uint8Array)).toEqual([])
    expect(readMachineFile(files['echo.Server']?.['machine'] as Uint8Array)).toHaveLength(10)
  })

  it('has devices of its own each time', async () => {
    const loaded = await loadedOf(withMachine(allModels))
    const again = await loaded.fresh()
    onTestFinished(() => again.machine?.[Symbol.asyncDispose]())
    expect(again.machine?.device('disk0')).not.toBe(loaded.machine?.device('disk0'))
    booted(loaded)
    booted({ ...loaded, ...again })
  })
})

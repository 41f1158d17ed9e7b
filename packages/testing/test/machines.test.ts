// Solutions with a machine under test: the models of its devices, devices that fail, DMA that was
// blocked, and folders with machine.yaml.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  BlockDriver,
  type DeviceDescription,
  machineFile,
  openDisk,
  readSectors,
  writeMachineFile,
} from '@kos/drivers'
import type { Device, DeviceContext } from '@kos/io-hw'
import { memoryStore, Ns16550a, Pl061, VirtioBlock } from '@kos/io-hw/models'
import { allowAll, defineSolution, type IoOptions } from '@kos/kernel'
import { type Kos, program, type Retcode, rcOk, unwrap, VMM_FLAG_WRITE } from '@kos/libkos'
import {
  boot,
  explore,
  type Faults,
  replay,
  type SolutionMaker,
  type StrayDmaViolation,
} from '@kos/testing'
import { describe, expect, onTestFinished, test } from 'vitest'

const image = Uint8Array.from({ length: 16 * 512 }, (_, at) => (at * 7 + (at >> 9)) & 0xff)
const place = { memory: 0xfe00_1000, irqs: [40], bdf: 8 }

const diskMachine = (): IoOptions => ({
  devices: [{ device: new VirtioBlock(memoryStore(image), { name: 'disk0' }), placement: place }],
})

const described: DeviceDescription = { name: 'disk0', model: 'virtio-block', ports: null, ...place }

/** The driver of the disk, and a client that the test acts as. */
const diskSolution: SolutionMaker = () =>
  defineSolution({
    programs: { 'kl.drivers.Block': BlockDriver, Client: null },
    connections: { Client: { disk0: 'kl.drivers.Block' } },
    args: { 'kl.drivers.Block': ['disk0'] },
    files: { 'kl.drivers.Block': { [machineFile]: writeMachineFile([described]) } },
    policy: allowAll(),
  })

async function readDisk(kos: Kos): Promise<{ readonly rc: Retcode; readonly bytes: Uint8Array }> {
  const opened = await openDisk(kos, 'disk0', 16 * 512)
  const bytes = new Uint8Array(image.length)
  if (opened.rc !== rcOk) return { rc: opened.rc, bytes }
  using disk = opened.disk
  const rc = await readSectors(disk, 0, 16)
  kos.memory.read(disk.address, bytes)
  return { rc, bytes }
}

/** What a client reads of the disk, when, and what the driver said. */
async function readWith(faults: Faults): Promise<{
  readonly rc: Retcode
  readonly isSame: boolean
  readonly time: number
  readonly lines: readonly string[]
}> {
  await using sys = await boot(diskSolution, { machine: diskMachine(), ...faults })
  await sys.advance(100)
  const { rc, bytes } = await sys.as('Client', readDisk)
  const isSame = Buffer.from(bytes).equals(Buffer.from(image))
  return { rc, isSame, time: sys.now, lines: sys.output['kl.drivers.Block'] ?? [] }
}

describe('a device', () => {
  test('is found by its name, as the model that it is', async () => {
    await using sys = await boot(diskSolution, { machine: diskMachine() })
    const disk = sys.device('disk0', VirtioBlock)
    await sys.as('Client', readDisk)
    expect(disk.transport.isRunning).toBe(true)
    expect(sys.device('disk0')).toBe(disk)
    expect(() => sys.device('disk0', Pl061)).toThrow('the device disk0 is no Pl061')
    expect(() => sys.device('disk1')).toThrow('the machine has no device disk1; it has: disk0')
  })

  test('is found where there is none, too: not', async () => {
    await using sys = await boot(diskSolution)
    expect(() => sys.device('disk0')).toThrow('it has: none')
    await sys.run()
    expect(sys.output['kl.drivers.Block']).toEqual([expect.stringContaining('disk0 cannot be')])
  })

  test('that works needs no time and is left clean', async () => {
    const { lines, ...read } = await readWith({})
    expect(read).toEqual({ rc: rcOk, isSame: true, time: 100 })
    expect(lines).toEqual([])
  })

  test('that has stopped fails requests, and its driver goes on', async () => {
    const stopDevice = [{ device: 'disk0', at: 50 }]
    await using sys = await boot(diskSolution, { machine: diskMachine(), stopDevice })
    const codes = await sys.as('Client', async (kos) => {
      const { disk } = unwrap(await openDisk(kos, 'disk0', 16 * 512))
      const before = await readSectors(disk, 0, 16)
      await kos.KnSleep(100)
      const after = await readSectors(disk, 0, 16)
      disk[Symbol.dispose]()
      return { before, after, opened: (await openDisk(kos, 'disk0')).rc }
    })
    expect(codes.before).toBe(rcOk)
    expect([codes.after, codes.opened]).not.toContain(rcOk)
    // It takes time to tell that a device does not answer.
    expect(sys.now).toBeGreaterThan(1_000)
  })

  test('that is stopped before its driver starts is none', async () => {
    await using sys = await boot(diskSolution, {
      machine: diskMachine(),
      stopDevice: [{ device: 'disk0', at: 0 }],
    })
    await sys.advance(100)
    expect(sys.output['kl.drivers.Block']).toEqual([expect.stringContaining('disk0 cannot be')])
  })

  test('whose DMA fails once is reset by its driver, and read again', async () => {
    const { lines, ...read } = await readWith({ failDma: [{ device: 'disk0', nth: 3 }] })
    expect(read).toMatchObject({ rc: rcOk, isSame: true })
    expect(lines.length).toBeGreaterThan(0)
  })

  test('whose first interrupt is lost is late, and read all the same', async () => {
    const { lines, ...read } = await readWith({ loseInterrupt: [{ device: 'disk0', nth: 1 }] })
    expect(read).toMatchObject({ rc: rcOk, isSame: true })
    expect(read.time).toBeGreaterThan(1_000)
    expect(lines.length).toBeGreaterThan(0)
  })

  test('that there is not has no fault, and neither has a number that is none', async () => {
    const machine = diskMachine()
    const booted = (faults: Faults): Promise<unknown> => boot(diskSolution, { machine, ...faults })
    await expect(booted({ stopDevice: [{ device: 'disk', at: 1 }] })).rejects.toThrow(
      'stopDevice: there is no device disk; there are: disk0; did you mean "disk0"?',
    )
    await expect(booted({ failDma: [{ device: 'disk0', nth: 0 }] })).rejects.toThrow(
      'failDma: 0 is no number; it counts from 1',
    )
    await expect(booted({ loseInterrupt: [{ device: 'disk0', nth: 1.5 }] })).rejects.toThrow(
      RangeError,
    )
    await expect(booted({ stopDevice: [{ device: 'disk0', at: -1 }] })).rejects.toThrow(RangeError)
    await expect(boot(diskSolution, { failDma: [{ device: 'disk0', nth: 1 }] })).rejects.toThrow(
      'the machine has none',
    )
  })
})

describe('an exploration', () => {
  test('makes a machine for each run, and repeats faults of devices', async () => {
    let made = 0
    const options = {
      machine: (): IoOptions => {
        made++
        return diskMachine()
      },
      runs: 10,
      loseInterrupt: [{ device: 'disk0', nth: 1 }],
    }
    const read = await explore(diskSolution, {
      ...options,
      check: async (sys) => expect((await sys.as('Client', readDisk)).rc).toBe(rcOk),
    })
    expect([read, made]).toEqual([{ runs: 10, failure: null }, 10])
    const stopped = { stopDevice: [{ device: 'disk0', at: 0 }] }
    const failing = await explore(diskSolution, {
      ...options,
      ...stopped,
      check: async (sys) => expect((await sys.as('Client', readDisk)).rc).toBe(rcOk),
    })
    expect(failing).toMatchObject({ runs: 1, failure: { violation: { kind: 'check' } } })
  })
})

/** Writes a word by DMA, to an address that its register is written. */
class Writer implements Device {
  readonly name = 'writer'
  readonly registerBytes = 4096
  #context: DeviceContext | null = null

  attach(context: DeviceContext): void {
    this.#context = context
  }
  read(): number {
    return 0
  }
  write(_offset: number, _size: number, value: number): void {
    this.#context?.dmaWrite(value, new Uint8Array(4))
  }
  reset(): void {}
}

const writerMachine = (): IoOptions => ({
  devices: [{ device: new Writer(), placement: { memory: 0xfe00_0000, bdf: 16 } }],
})

// The device is in the domain of the process, in which nothing is mapped.
const Careless = program(async (kos) => {
  const { rid } = unwrap(kos.KnRegisterPhyMem(0xfe00_0000, 4096))
  const { addr } = unwrap(kos.KnIoMapMem(rid, VMM_FLAG_WRITE, 0))
  unwrap({ rc: kos.KnIommuAttachDevice(16) })
  await kos.KnSleep(1)
  kos.memory.store32(addr, 0x1000)
})
const careless: SolutionMaker = () => defineSolution({ programs: { Careless }, policy: allowAll() })

describe('DMA that was blocked', () => {
  const stray = { kind: 'stray dma', device: 'writer', bdf: 16, direction: 'write', size: 4 }

  test('fails the test that does not take it', async () => {
    const sys = await boot(careless, { machine: writerMachine() })
    await sys.run()
    await expect(sys[Symbol.asyncDispose]()).rejects.toThrow(/take.*takeStrayDma.*\n- .*writer/)
  })

  test('is data for the test that takes it', async () => {
    await using sys = await boot(careless, { machine: writerMachine() })
    await sys.run()
    const taken: readonly StrayDmaViolation[] = sys.takeStrayDma()
    expect(taken).toMatchObject([{ ...stray, address: 0x1000 }])
    expect(sys.takeStrayDma()).toEqual([])
  })

  test('fails a run of an exploration that looks for it', async () => {
    const options = { machine: writerMachine, runs: 2 }
    expect(await explore(careless, options)).toEqual({ runs: 2, failure: null })
    const { failure } = await explore(careless, { ...options, strayDma: true })
    expect(failure?.violation).toMatchObject(stray)
    const { schedule = { seed: 0, decisions: [] } } = failure ?? {}
    const again = await replay(careless, { machine: writerMachine, strayDma: true, schedule })
    expect(again.failure?.violation).toEqual(failure?.violation)
  })
})

/** A folder with one process, which shows its devices what it has. */
function folderOf(texts: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'kos-testing-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const all = {
    'init.yaml': 'entities:\n- name: demo.Porter\n',
    'Porter.edl': 'task class demo.Porter\n',
    'security.psl': `execute: kl.core.Execute

use nk.base._
use EDL Einit
use EDL kl.core.Core
use EDL demo.Porter

execute { grant () }
request { match dst = kl.core.Core { grant () } }
`,
    'Porter.ts': `import { program, unwrap } from '@kos/libkos'

export default program(async (kos) => {
  const { rid } = unwrap(kos.KnRegisterPorts(0x3f8, 8))
  unwrap(kos.KnIoPermitPort(rid))
  kos.IoWriteIoPort8(0x3fb, 3)
  kos.IoWriteIoPort8(0x3fa, 1)
  kos.IoWriteIoPort8(0x3fc, 2)
  for (const each of 'ready\\n') kos.IoWriteIoPort8(0x3f8, each.charCodeAt(0))
  while ((kos.IoReadIoPort8(0x3fd) & 1) === 0) await kos.KnSleep(1)
  kos.log(String.fromCharCode(kos.IoReadIoPort8(0x3f8)))
})
`,
    ...texts,
  }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

describe('a folder with machine.yaml', () => {
  const uart = '  - { name: uart0, model: ns16550a, ports: 0x3f8, irqs: [4], input: x }\n'
  const net = `  - name: net0
    model: virtio-net
    memory: 0xfe001000
    irqs: [9]
    bdf: 00:01.0
    udp: { port: 45123, peer: 45124 }
`

  test('has its devices, which begin with the system', async () => {
    const folder = folderOf({ 'machine.yaml': `devices:\n${uart}` })
    await using sys = await boot(folder)
    let sent = ''
    sys
      .device('uart0', Ns16550a)
      .onTransmit((bytes) => (sent += Buffer.from(bytes).toString('latin1')))
    expect(await sys.exitOf('demo.Porter')).toEqual({ code: 0 })
    await sys.run()
    expect([sys.output['demo.Porter'], sent]).toEqual([['x'], 'ready\n'])
  })

  test('gives back what its devices have of the host, with each system and each run', async () => {
    const folder = folderOf({ 'machine.yaml': `devices:\n${uart}${net}` })
    for (let round = 0; round < 2; round++) {
      await using sys = await boot(folder)
      await sys.exitOf('demo.Porter')
    }
    expect(await explore(folder, { runs: 3 })).toEqual({ runs: 3, failure: null })
    const wrong = boot(folder, { kill: [{ process: 'demo.Porte', at: 1 }] })
    await expect(wrong).rejects.toThrow(TypeError)
    await using sys = await boot(folder)
    // Two cannot have one socket.
    await expect(boot(folder)).rejects.toThrow('the device net0: ')
    await sys.exitOf('demo.Porter')
  })

  test('is needed only without another machine', async () => {
    const uart0 = new Ns16550a({ name: 'uart0' })
    const machine = { devices: [{ device: uart0, placement: { ports: 0x3f8, irqs: [4] } }] }
    await using sys = await boot(folderOf({}), { machine })
    await sys.advance(10)
    sys.device('uart0', Ns16550a).receive(new Uint8Array([0x79]))
    expect(await sys.exitOf('demo.Porter')).toEqual({ code: 0 })
    expect(sys.output['demo.Porter']).toEqual(['y'])
  })

  test('has no other machine', async () => {
    const folder = folderOf({ 'machine.yaml': `devices:\n${uart}` })
    const both = boot(folder, { machine: diskMachine() })
    await expect(both).rejects.toThrow('this folder says its machine itself, in machine.yaml')
  })
})

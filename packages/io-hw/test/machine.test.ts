import { describe, expect, it } from 'vitest'
import { Scheduler, VirtualClock } from '@kos/thread'
import { type Device, ManualTime, timeOf } from '../src/index.ts'
import { createMachine, made, RegisterFile } from './machine.ts'

describe('placing a device', () => {
  it('attaches it, resets it, and puts it on both buses and its lines', () => {
    const { machine } = createMachine()
    const device = new RegisterFile('uart')
    machine.place(device, { ports: 0x3f8, memory: 0x1000_0000, irqs: [4, 9], bdf: 0xffff })
    expect(device.resets).toBe(1)
    machine.ports.write(0x3f9, 1, 0x12)
    expect(machine.bus.read(0x1000_0001, 1)).toBe(0x12)
    device.context.setLine(1, true)
    device.context.setLine(2, true)
    device.context.setLine(-1, true)
    expect(
      machine.interrupts.lines.filter(({ isHigh }) => isHigh).map((line) => line.number),
    ).toEqual([9])
    expect(machine.deviceAt(0xffff)?.device).toBe(device)
    expect(machine.deviceAt(0)).toBeNull()
  })

  it('that has no place changes nothing', () => {
    const { machine } = createMachine()
    const first = new RegisterFile('first')
    machine.place(first, { ports: 0x3f8, memory: 0x1000_0000, irqs: [4], bdf: 1 })
    const bad = [
      { ports: 0x3f0 },
      { ports: 0x10, memory: 0x1000_0000 },
      { ports: 0x10, memory: 1 },
      { ports: 0x10, irqs: [64] },
      { ports: 0x10, irqs: [-1] },
      { ports: 0x10, bdf: 1 },
      { ports: 0x10, bdf: 0x1_0000 },
      { ports: 0x10, bdf: -1 },
      { ports: 0x10, bdf: 0.5 },
    ]
    for (const placement of bad) {
      const device = new RegisterFile('second')
      expect(() => machine.place(device, placement)).toThrow(RangeError)
      expect(device.resets).toBe(0)
    }
    expect(() => machine.place(first, { ports: 0x10 })).toThrow('first: it has a place already')
    expect(machine.devices).toHaveLength(1)
    expect(machine.ports.windows).toHaveLength(1)
    expect(machine.bus.windows).toHaveLength(1)
  })
})

describe('the time of a machine', () => {
  it('makes no device tick once the power is off', () => {
    const { machine, time } = createMachine()
    const devices = [new RegisterFile('one'), new RegisterFile('two')]
    let ticks = 0
    for (const device of devices) {
      machine.place(device, {})
      device.onTick = () => void ticks++
      device.context.tickAfter(1)
    }
    machine.powerOff()
    for (const device of devices) device.context.tickAfter(2)
    time.advance(10)
    expect([ticks, machine.isOn]).toEqual([0, false])
  })

  it('stands still until it is moved on, and then ticks when it was asked to', () => {
    const { machine, time } = createMachine()
    const device = new RegisterFile()
    machine.place(device, {})
    const ticks: number[] = []
    device.onTick = () => {
      ticks.push(device.context.now())
      if (ticks.length < 3) device.context.tickAfter(0.25)
    }
    device.context.tickAfter(10)
    device.context.tickAfter(5)
    time.advance(4.75)
    expect(ticks).toEqual([])
    time.advance(10)
    expect(ticks).toEqual([5, 5.25, 5.5])
    expect(time.now()).toBe(14.75)
    device.context.tickAfter(1)
    device.context.cancelTick()
    device.context.cancelTick()
    time.advance(100)
    expect(ticks).toHaveLength(3)
    expect(device.context.systemTime()).toBe(time.systemTime())
  })

  it('repeats its random numbers', () => {
    const draw = (): number[] => {
      const { machine } = createMachine()
      const device = new RegisterFile()
      machine.place(device, {})
      return [device.context.entropy(), device.context.entropy()]
    }
    const [first, second] = draw()
    expect(draw()).toEqual([first, second])
    expect(first).not.toBe(second)
  })

  it('refuses delays that are none', () => {
    const { machine } = createMachine()
    const device = new RegisterFile()
    machine.place(device, {})
    for (const delay of [-1, Number.NaN])
      expect(() => device.context.tickAfter(delay)).toThrow(RangeError)
  })

  it('is that of a scheduler, if it is told', () => {
    const clock = new VirtualClock({ systemTime: 5000 })
    const time = timeOf(clock, new Scheduler({ clock }))
    expect([time.now(), time.systemTime()]).toEqual([clock.now(), clock.systemTime()])
    expect(new ManualTime(new VirtualClock({ systemTime: 5000 })).systemTime()).toBe(5000)
    expect(Number.isInteger(time.entropy())).toBe(true)
  })
})

describe('a device', () => {
  it('raises several lines in one tick, or on its host side, as one batch', () => {
    const { machine, time } = createMachine()
    const device = new RegisterFile()
    machine.place(device, { irqs: [1, 2] })
    const told: number[] = []
    const pending: number[] = []
    for (const [line, flags] of [
      [1, 0x20],
      [2, 0x80],
    ] as const)
      made(machine.interrupts.attach(line, flags, { interrupt: () => void told.push(line) }))
    const raise = (isHigh: boolean) => (): void => {
      for (const line of [0, 1]) device.context.setLine(line, isHigh)
      pending.push(told.length)
    }
    device.onTick = raise(true)
    device.context.tickAfter(1)
    time.advance(1)
    expect([told, pending]).toEqual([[2, 1], [0]])
    device.context.batch(raise(false))
    device.context.batch(raise(true))
    expect(told).toEqual([2, 1, 2, 1])
  })

  it('that throws in a tick is reported, and what it raised before is delivered', () => {
    const failures: string[] = []
    const onDeviceFailure = (error: unknown, device: Device): void =>
      void failures.push(`${device.name}: ${String(error)}`)
    const { machine, time } = createMachine({ onDeviceFailure })
    const device = new RegisterFile('broken')
    machine.place(device, { irqs: [0] })
    let told = 0
    made(machine.interrupts.attach(0, 0, { interrupt: () => void told++ }))
    device.onTick = () => {
      device.context.setLine(0, true)
      throw new Error('stuck')
    }
    device.context.tickAfter(1)
    time.advance(1)
    expect([failures, told]).toEqual([['broken: Error: stuck'], 1])
  })
})

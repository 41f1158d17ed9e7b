import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { IRQ_EDGE_RAISE } from '../../src/flags.ts'
import { Pl061, type PinLevel } from '../../src/models.ts'
import { Board } from './board.ts'

const GPIODIR = 0x400
const GPIOIS = 0x404
const GPIOIBE = 0x408
const GPIOIEV = 0x40c
const GPIOIE = 0x410
const GPIORIS = 0x414
const GPIOMIS = 0x418
const GPIOIC = 0x41c
const GPIOAFSEL = 0x420
const data = (mask = 0xff): number => mask << 2

function port(options?: ConstructorParameters<typeof Pl061>[0]): { gpio: Pl061; board: Board } {
  const gpio = new Pl061(options)
  return { gpio, board: new Board(gpio, 'memory') }
}

test('all registers are 0 after reset', () => {
  const { gpio, board } = port()
  const registers = [GPIODIR, GPIOIS, GPIOIBE, GPIOIEV, GPIOIE, GPIOAFSEL]
  for (const register of registers) board.write(register, 0xff, 4)
  board.write(data(), 0xa5, 4)
  for (const register of registers) expect(board.read(register, 4)).toBe(0xff)
  gpio.reset()
  for (const register of [...registers, GPIORIS, GPIOMIS, GPIOIC, data()])
    expect(board.read(register, 4)).toBe(0)
  expect(board.isInterrupting).toBe(false)
})

test('the identification registers name a PL061', () => {
  const { board } = port()
  const bytes = Array.from({ length: 8 }, (_, index) => board.read(0xfe0 + 4 * index, 4))
  expect(bytes).toEqual([0x61, 0x10, 0x04, 0x00, 0x0d, 0xf0, 0x05, 0xb1])
  board.write(0xfe0, 0xff, 4)
  expect(board.read(0xfe0, 4)).toBe(0x61)
})

test('the address of GPIODATA masks reads and writes', () => {
  const { gpio, board } = port()
  board.write(GPIODIR, 0xf0, 4)
  for (let pin = 0; pin < 4; pin++) gpio.setPin(pin, pin % 2 === 0)
  board.write(data(0x30), 0xff, 4)
  expect(board.read(data(), 4)).toBe(0x35)
  board.write(data(0x90), 0x80, 4)
  expect(board.read(data(), 4)).toBe(0xa5)
  expect(board.read(data(0x81), 4)).toBe(0x81)
  expect(board.read(data(0x00), 4)).toBe(0)
})

test('registers have eight bits, whatever the size of the access', () => {
  const { board } = port()
  board.write(GPIODIR, 0xffff_ff81, 4)
  expect([board.read(GPIODIR, 1), board.read(GPIODIR, 2), board.read(GPIODIR, 4)]).toEqual([
    0x81, 0x81, 0x81,
  ])
  board.write(GPIODIR + 1, 0x7e, 1)
  board.write(GPIODIR + 2, 0x7e7e, 2)
  expect([board.read(GPIODIR + 1, 1), board.read(GPIODIR + 2, 2)]).toEqual([0, 0])
  expect(board.read(GPIODIR, 4)).toBe(0x81)
})

test('reserved registers read 0 and take nothing', () => {
  const { board } = port()
  for (let offset = 0x424; offset < 0xfe0; offset += 4) {
    board.write(offset, 0xff, 4)
    expect(board.read(offset, 4)).toBe(0)
  }
  for (const register of [GPIORIS, GPIOMIS]) {
    board.write(register, 0xff, 4)
    expect(board.read(register, 4)).toBe(0)
  }
})

test('data written to an input is lost', () => {
  const { gpio, board } = port()
  board.write(data(), 0xff, 4)
  board.write(GPIODIR, 0x01, 4)
  expect(gpio.pin(0)).toBe(false)
  board.write(data(), 0xff, 4)
  expect([gpio.pin(0), gpio.pin(1)]).toEqual([true, null])
})

test('a pin that nobody drives is high-impedance, and reads as its pull resistor', () => {
  const { gpio, board } = port({ pullUps: 0x0f })
  expect([gpio.pin(0), gpio.pin(7)]).toEqual([null, null])
  expect(board.read(data(), 4)).toBe(0x0f)
  gpio.setPin(0, false)
  gpio.setPin(7, true)
  expect(board.read(data(), 4)).toBe(0x8e)
  gpio.setPin(0, null)
  gpio.setPin(7, null)
  expect(board.read(data(), 4)).toBe(0x0f)
})

test('an output keeps its level against the host, which has the pin when it is an input', () => {
  const { gpio, board } = port()
  board.write(GPIODIR, 0x01, 4)
  gpio.setPin(0, true)
  expect([gpio.pin(0), board.read(data(), 4)]).toEqual([false, 0])
  board.write(GPIODIR, 0x00, 4)
  expect([gpio.pin(0), board.read(data(), 4)]).toEqual([true, 1])
})

test('a pin under hardware control is not driven by the port', () => {
  const { gpio, board } = port()
  board.write(GPIODIR, 0x01, 4)
  board.write(data(), 0x01, 4)
  expect(gpio.pin(0)).toBe(true)
  board.write(GPIOAFSEL, 0x01, 4)
  expect([gpio.pin(0), board.read(data(), 4)]).toEqual([null, 1])
})

test('listeners hear each pin whose level has changed, until they stop', () => {
  const { gpio, board } = port()
  const heard: [number, PinLevel][] = []
  const stop = gpio.onPinChange((pin, level) => void heard.push([pin, level]))
  board.write(GPIODIR, 0x03, 4)
  board.write(data(), 0x02, 4)
  board.write(data(), 0x02, 4)
  gpio.setPin(7, true)
  gpio.reset()
  expect(heard).toEqual([
    [0, false],
    [1, false],
    [1, true],
    [7, true],
    [0, null],
    [1, null],
  ])
  stop()
  gpio.setPin(7, false)
  expect(heard).toHaveLength(6)
})

test('a wire between two pins carries an edge, and its interrupt comes first', () => {
  const { gpio, board } = port()
  gpio.onPinChange((pin, level) => pin === 0 && gpio.setPin(1, level))
  board.write(GPIODIR, 0x01, 4)
  board.write(GPIOIEV, 0x02, 4)
  board.write(GPIOIE, 0x02, 4)
  let seen = -1
  gpio.onPinChange((pin, level) => {
    if (pin === 1 && level === true) seen = board.machine.interrupts.lines[4]?.high ?? -1
  })
  board.write(data(), 0x01, 4)
  expect([seen, board.read(GPIOMIS, 4)]).toEqual([1, 0x02])
})

test('pins that do not exist are refused', () => {
  const { gpio } = port()
  for (const pin of [-1, 8, 1.5, Number.NaN]) {
    expect(() => gpio.setPin(pin, true)).toThrow(RangeError)
    expect(() => gpio.pin(pin)).toThrow(RangeError)
  }
})

test('the host may set pins before the port is in a machine, and they outlive its reset', () => {
  const gpio = new Pl061()
  gpio.setPin(3, true)
  const board = new Board(gpio, 'memory')
  expect(board.read(data(), 4)).toBe(0x08)
  gpio.reset()
  expect(board.read(data(), 4)).toBe(0x08)
})

const edges = [
  { name: 'falling', both: 0, event: 0, expected: [false, true] },
  { name: 'rising', both: 0, event: 1, expected: [true, false] },
  { name: 'either, event low', both: 1, event: 0, expected: [true, true] },
  { name: 'either, event high', both: 1, event: 1, expected: [true, true] },
]
for (const { name, both, event, expected } of edges)
  test(`an edge is detected and cleared by GPIOIC: ${name}`, () => {
    const { gpio, board } = port()
    const bit = 1 << 5
    board.write(GPIOIBE, both * bit, 4)
    board.write(GPIOIEV, event * bit, 4)
    board.write(GPIOIE, bit, 4)
    const got = [true, false].map((level) => {
      gpio.setPin(5, level)
      const isPending = board.isInterrupting
      expect([board.read(GPIORIS, 4), board.read(GPIOMIS, 4)]).toEqual(
        isPending ? [bit, bit] : [0, 0],
      )
      board.write(GPIOIC, ~bit & 0xff, 4)
      expect(board.isInterrupting).toBe(isPending)
      board.write(GPIOIC, bit, 4)
      expect(board.isInterrupting).toBe(false)
      return isPending
    })
    expect(got).toEqual(expected)
  })

for (const event of [0, 1])
  test(`a level interrupts while the pin has it: ${event}`, () => {
    const { gpio, board } = port()
    gpio.setPin(2, event === 0)
    board.write(GPIOIS, 4, 4)
    board.write(GPIOIEV, 4 * event, 4)
    board.write(GPIOIE, 4, 4)
    expect(board.isInterrupting).toBe(false)
    gpio.setPin(2, event === 1)
    board.write(GPIOIC, 0xff, 4)
    expect([board.isInterrupting, board.read(GPIORIS, 4)]).toEqual([true, 4])
    gpio.setPin(2, event === 0)
    expect([board.isInterrupting, board.read(GPIORIS, 4)]).toEqual([false, 0])
  })

test('GPIOIE masks, and what is masked stays pending', () => {
  const { gpio, board } = port()
  board.write(GPIOIEV, 0xff, 4)
  gpio.setPin(1, true)
  expect([board.read(GPIORIS, 4), board.read(GPIOMIS, 4)]).toEqual([2, 0])
  expect(board.isInterrupting).toBe(false)
  board.write(GPIOIE, 2, 4)
  expect(board.isInterrupting).toBe(true)
  board.write(GPIOIE, 1, 4)
  expect(board.isInterrupting).toBe(false)
})

test('outputs request nothing; a pin that becomes an input may have an edge', () => {
  const { gpio, board } = port()
  board.write(GPIOIBE, 0xff, 4)
  board.write(GPIODIR, 0x01, 4)
  board.write(data(), 0x01, 4)
  gpio.setPin(0, false)
  board.write(GPIOIS, 0x02, 4)
  board.write(GPIODIR, 0x03, 4)
  expect(board.read(GPIORIS, 4)).toBe(0)
  board.write(GPIODIR, 0x02, 4)
  expect(board.read(GPIORIS, 4)).toBe(1)
})

test('a handler at the line counts the presses of a button', () => {
  const { gpio, board } = port({ pullUps: 0x01 })
  board.write(GPIOIE, 0x01, 4)
  const presses = board.handle(() => board.write(GPIOIC, board.read(GPIOMIS, 4), 4))
  const edges = board.machine.interrupts.attach(5, IRQ_EDGE_RAISE, {
    interrupt: () => expect.unreachable('another line'),
  })
  for (let press = 0; press < 3; press++) {
    board.time.advance(10)
    gpio.setPin(0, false)
    board.time.advance(5)
    gpio.setPin(0, null)
  }
  expect(presses).toEqual([10, 25, 40])
  expect(edges).toBeTypeOf('object')
})

test('random traffic does no harm, and the registers obey their laws', () => {
  const size = fc.constantFrom(1 as const, 2 as const, 4 as const)
  const offset = fc.oneof(
    fc.nat({ max: 0xfff }),
    fc.nat({ max: 8 }).map((index) => GPIODIR + 4 * index),
    fc.nat({ max: 0xff }).map((mask) => data(mask)),
  )
  const step = fc.oneof(
    fc.record({ write: fc.boolean(), offset, size, value: fc.nat({ max: 0xffff_ffff }) }),
    fc.record({
      pin: fc.nat({ max: 7 }),
      level: fc.constantFrom<PinLevel[]>(true, false, null),
    }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100, size: 'max' }), (steps) => {
      const { gpio, board } = port({ pullUps: 0x3c })
      for (const step of steps) {
        if ('pin' in step) gpio.setPin(step.pin, step.level)
        else {
          const at = step.offset & -step.size
          if (step.write) board.write(at, step.value % 2 ** (8 * step.size), step.size)
          else board.checkRead(at, step.size)
        }
        const masked = board.read(GPIOMIS, 4)
        expect(masked).toBe(board.read(GPIORIS, 4) & board.read(GPIOIE, 4))
        expect(masked & board.read(GPIODIR, 4) & board.read(GPIOIS, 4)).toBe(0)
        expect(board.isInterrupting).toBe(masked !== 0)
        board.checkLines()
      }
      expect(board.time.armings).toBe(0)
    }),
  )
})

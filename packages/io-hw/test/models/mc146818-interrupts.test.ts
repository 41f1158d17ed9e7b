// The interrupts of the real-time clock: flags, enable bits, rates, alarm, and its timer.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { A, AIE, B, binary, C, PIE, RtcBoard, SET, start, UIE } from './rtc-board.ts'

const any = 0xff

test('an update ends once a second, and reading register C clears its flag', () => {
  const board = new RtcBoard()
  const flags: number[] = []
  const times = board.handle(() => flags.push(board.get(C)))
  board.set(A, 0x20)
  board.set(B, binary | UIE)
  board.time.advance(3000)
  expect([times, flags]).toEqual([
    [1000, 2000, 3000],
    [0x90, 0x90, 0x90],
  ])
})

test('flags come without their enable bits, and then no interrupt', () => {
  const board = new RtcBoard()
  board.setAlarm(any, any, any)
  board.time.advance(1000)
  expect([board.isInterrupting, board.get(C), board.get(C)]).toEqual([false, 0x70, 0x00])
  expect(board.time.armings).toBe(0)
})

test('enabling an interrupt whose flag is there interrupts at once', () => {
  const board = new RtcBoard()
  board.time.advance(1000)
  board.set(B, binary | UIE)
  expect(board.isInterrupting).toBe(true)
  board.set(B, binary)
  expect(board.isInterrupting).toBe(false)
  board.set(B, binary | UIE)
  expect([board.get(C) & 0x90, board.isInterrupting]).toEqual([0x90, false])
})

const rates = [
  ...[0x00, 0x10].flatMap((dv) => [
    { dv, rs: 1, ticks: 1 },
    { dv, rs: 2, ticks: 2 },
  ]),
  { dv: 0x20, rs: 1, ticks: 128 },
  { dv: 0x20, rs: 2, ticks: 256 },
  ...Array.from({ length: 13 }, (_, index) => ({ dv: 0x20, rs: 3 + index, ticks: 4 << index })),
]
for (const { dv, rs, ticks } of rates)
  test(`the period of rate ${rs} with DV ${dv} is ${ticks} / 32768 s`, () => {
    const board = new RtcBoard()
    const times = board.handle(() => board.get(C))
    board.set(A, dv | rs)
    board.set(B, binary | PIE)
    board.time.advance((20 * ticks * 1000) / 32_768 + 0.001)
    expect(times).toHaveLength(20)
    for (const [index, time] of times.entries())
      expect(time).toBeCloseTo(((index + 1) * ticks * 1000) / 32_768, 6)
  })

test('no timer is early, where the ticks are no round numbers of the clock', () => {
  const board = new RtcBoard()
  board.set(A, 0x60)
  board.time.advance(1000.1)
  const times = board.handle(() => board.get(C))
  board.set(A, 0x01)
  board.set(B, binary | PIE)
  board.time.advance(500)
  expect(times.length).toBeGreaterThanOrEqual(16_384)
  expect(board.time.armings).toBeLessThanOrEqual(times.length + 1)
})

test('rate 0 has no periodic interrupt, nor has a divider that stands still', () => {
  const board = new RtcBoard()
  for (const a of [0x20, 0x6f]) {
    board.set(A, a)
    board.get(C)
    board.set(B, binary | PIE)
    board.time.advance(10_000)
    expect([board.isInterrupting, board.get(C) & 0xc0]).toEqual([false, 0])
  }
  expect(board.time.armings).toBe(0)
})

test('the periodic interrupt goes on while SET stops updates', () => {
  const board = new RtcBoard()
  board.set(A, 0x2f)
  board.set(B, SET | PIE)
  const flags: number[] = []
  board.handle(() => flags.push(board.get(C)))
  board.setAlarm(any, any, any)
  board.time.advance(2000)
  expect(flags).toEqual([0xc0, 0xc0, 0xc0, 0xc0])
})

const alarms = [
  { name: 'a time of the day', bytes: [0x13, 0x15, 0x00], after: [45, 86_400] },
  { name: 'every second', bytes: [any, any, any], after: [1, 1] },
  { name: 'a second of every minute', bytes: [any, any, 0x10], after: [55, 60] },
  { name: 'a minute of every hour', bytes: [0xc0, 0x13, 0x00], after: [3525, 3600] },
  { name: 'every second of a minute', bytes: [0xdf, 0x15, any], after: [45, 1] },
  { name: 'all of an hour of the day', bytes: [0x13, any, any], after: [1, 1] },
]
for (const { name, bytes, after } of alarms)
  test(`the alarm can be ${name}`, () => {
    const board = new RtcBoard()
    const times = board.handle(() => expect(board.get(C) & 0xa0).toBe(0xa0))
    board.setAlarm(bytes[0] ?? 0, bytes[1] ?? 0, bytes[2] ?? 0)
    board.set(B, 0x02 | AIE)
    const [first = 0, period = 0] = after
    board.time.advance((first + period) * 1000)
    expect(times).toEqual([first * 1000, (first + period) * 1000])
  })

test('alarm bytes that no time has never match, and no timer waits for them', () => {
  const board = new RtcBoard()
  board.set(B, 0x02 | AIE)
  board.setAlarm(0x1a, any, any)
  expect(board.time.armed).toBe(0)
  board.time.advance(2 * 86_400_000)
  expect(board.get(C) & 0x20).toBe(0)
  board.setAlarm(0xbf, 0, 0)
  expect(board.time.armed).toBe(0)
})

test('the alarm is compared in the format of register B', () => {
  const board = new RtcBoard(Date.UTC(2024, 0, 1, 20, 59, 58))
  board.set(B, 0x00)
  board.setAlarm(0x89, 0x00, 0x00)
  board.set(B, AIE)
  board.time.advance(1999)
  expect(board.isInterrupting).toBe(false)
  board.set(B, 0x02 | AIE)
  board.setClock([0x58, 0x59, 0x08, 1, 1, 1, 0x24, 0x20], 0x00)
  board.set(4, 0x88)
  board.set(B, AIE)
  board.time.advance(2000)
  expect(board.get(C) & 0xa0).toBe(0xa0)
})

test('all three interrupts share the line until register C was read', () => {
  const board = new RtcBoard()
  board.set(A, 0x2f)
  board.setAlarm(any, any, any)
  board.set(B, binary | PIE | AIE | UIE)
  board.time.advance(1500)
  expect([board.isInterrupting, board.get(C), board.isInterrupting]).toEqual([true, 0xf0, false])
})

test('no timer runs while no interrupt is enabled, or one is not handled', () => {
  const board = new RtcBoard()
  expect(board.time.armed).toBe(0)
  board.set(A, 0x23)
  board.set(B, binary | PIE | UIE)
  expect(board.time.armed).toBe(1)
  board.time.advance(10_000)
  expect([board.time.armed, board.time.armings]).toEqual([0, 1])
  board.get(C)
  expect(board.time.armed).toBe(1)
  board.set(B, binary)
  expect(board.time.armed).toBe(0)
})

test('the alarm flag agrees with a clock that is looked at every second', () => {
  const byte = fc.oneof(fc.nat({ max: 59 }), fc.integer({ min: 0xc0, max: 0xff }))
  const spans = fc.array(fc.nat({ max: 4000 }), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(byte, byte, byte, spans, (hours, minutes, seconds, spans) => {
      const board = new RtcBoard()
      board.setClock([15, 14, 13, 6, 23, 2, 24, 20], binary)
      board.setAlarm(hours, minutes, seconds)
      let now = start
      for (const span of spans) {
        let isExpected = false
        for (let second = 0; second < span; second++) {
          now += 1000
          const date = new Date(now)
          const matches =
            (hours >= 0xc0 || hours === date.getUTCHours()) &&
            (minutes >= 0xc0 || minutes === date.getUTCMinutes()) &&
            (seconds >= 0xc0 || seconds === date.getUTCSeconds())
          isExpected ||= matches
        }
        board.time.advance(span * 1000)
        expect((board.get(C) & 0x20) !== 0).toBe(isExpected)
      }
    }),
  )
})

test('random traffic does no harm, and three timers at most follow it', () => {
  const size = fc.constantFrom(1 as const, 2 as const)
  const index = fc.oneof(
    fc.nat({ max: 0x0e }),
    fc.constantFrom(A, B, C, 0x32),
    fc.nat({ max: 255 }),
  )
  const step = fc.oneof(
    fc.record({ set: index, value: fc.nat({ max: 0xff }) }),
    fc.record({ get: index }),
    fc.record({ offset: fc.nat({ max: 1 }), size, value: fc.nat({ max: 0xffff }) }),
    fc.record({ advance: fc.double({ min: 0, max: 3000, noNaN: true }) }),
    fc.record({ advance: fc.integer({ min: 0, max: 10 ** 10 }) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
      const board = new RtcBoard()
      for (const step of steps) {
        if ('set' in step) board.set(step.set, step.value)
        else if ('get' in step) {
          board.write(0, step.get)
          board.checkRead(1, 1)
        } else if ('advance' in step) board.time.advance(step.advance)
        else {
          const at = step.offset & -step.size
          board.write(at, step.value % 2 ** (8 * step.size), step.size)
          board.checkRead(at, step.size)
        }
        board.checkLines()
        const enabled = board.get(B) & 0x70
        expect(board.time.armed).toBeLessThanOrEqual(enabled === 0 || board.isInterrupting ? 0 : 1)
      }
      const before = board.time.armings
      board.time.advance(10 ** 9)
      expect(board.time.armings - before).toBeLessThanOrEqual(3)
      const flags = board.get(C)
      expect(flags & 0x0f).toBe(0)
    }),
  )
})

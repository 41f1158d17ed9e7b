// Registers, formats and calendar of the real-time clock; its interrupts are in
// `mc146818-interrupts.test.ts`.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { A, B, binary, C, D, RtcBoard, SET, start, UIE } from './rtc-board.ts'

const bcd = (value: number): number => Math.floor(value / 10) * 16 + (value % 10)

test('after power-on it has the system time, in BCD and 24 hours', () => {
  const board = new RtcBoard()
  expect(board.clock).toEqual([0x15, 0x14, 0x13, 6, 0x23, 0x02, 0x24, 0x20])
  expect([A, B, C, D].map((index) => board.get(index))).toEqual([0x26, 0x02, 0x00, 0x80])
  expect(new RtcBoard(0).clock).toEqual([0, 0, 0, 5, 1, 1, 0x70, 0x19])
})

test('the index has seven bits, and cannot be read back', () => {
  const board = new RtcBoard()
  board.write(0, 0x80 | B)
  expect([board.read(1), board.read(0)]).toEqual([0x02, 0xff])
})

test('an access to both ports is one of each', () => {
  const board = new RtcBoard()
  board.write(0, 0x5a40, 2)
  expect([board.get(0x40), board.read(0, 2)]).toEqual([0x5a, 0x5aff])
  board.write(0, 0x0000_ff41, 4)
  expect([board.get(0x41), board.read(0, 4)]).toEqual([0, 0xffff_ffff])
})

test('114 bytes are RAM, and have a battery', () => {
  const board = new RtcBoard()
  const ram = Array.from({ length: 114 }, (_, index) => 0x0e + index)
  for (const index of ram) board.set(index, 255 - index)
  board.setAlarm(1, 2, 3)
  board.device.reset()
  const kept = ram.filter((index) => index !== 0x32)
  expect(kept.map((index) => board.get(index))).toEqual(kept.map((index) => 255 - index))
  expect([5, 3, 1].map((index) => board.get(index))).toEqual([1, 2, 3])
})

test('bits that are read-only or reserved take nothing', () => {
  const board = new RtcBoard()
  for (const index of [A, B, C, D]) board.set(index, 0xff)
  expect([A, B, C, D].map((index) => board.get(index))).toEqual([0x7f, 0xef, 0x00, 0x80])
  board.set(0, 0xd9)
  expect(board.get(0)).toBe(0x59)
})

test('a reset clears interrupts and sets the time anew', () => {
  const board = new RtcBoard()
  board.set(B, binary | UIE)
  board.time.advance(1000)
  expect(board.isInterrupting).toBe(true)
  board.set(9, 99)
  board.device.reset()
  expect([board.isInterrupting, board.get(C), board.get(B), board.get(9)]).toEqual([
    false,
    0,
    0x02,
    0x24,
  ])
})

test('a second has passed when its update ends', () => {
  const board = new RtcBoard(start + 400)
  board.time.advance(599.9)
  board.set(B, 0x02)
  expect(board.get(A) & 0x80).toBe(0x80)
  board.time.advance(0.1)
  expect([board.get(0), board.get(A)]).toEqual([0x16, 0x26])
})

const updates = [
  { dv: 0x20, update: 65 / 32.768 },
  { dv: 0x10, update: 8 / 32.768 },
  { dv: 0x00, update: 8 / 32.768 },
]
for (const { dv, update } of updates)
  test(`UIP is up 244 us before an update, which takes the time off the bus; DV ${dv}`, () => {
    const board = new RtcBoard()
    board.set(A, dv)
    const uip = (): number => board.get(A) >> 7
    const begin = 1000 - update
    board.time.advance(begin - 8 / 32.768 - 0.01)
    expect([uip(), board.get(0)]).toEqual([0, 0x15])
    board.time.advance(0.02)
    expect([uip(), board.get(0)]).toEqual([1, 0x15])
    board.time.advance(begin - 0.01 - board.time.now())
    expect([uip(), board.get(0)]).toEqual([1, 0x15])
    board.time.advance(0.02)
    expect([uip(), ...board.clock.slice(0, 7)]).toEqual([1, ...Array<number>(7).fill(0xff)])
    expect([board.get(0x32), board.get(B)]).toEqual([0x20, 0x02])
    board.time.advance(1000 - board.time.now())
    expect([uip(), board.get(0)]).toEqual([0, 0x16])
  })

test('SET stops updates, also one in progress, and keeps the phase of the seconds', () => {
  const board = new RtcBoard()
  board.time.advance(999)
  expect(board.get(A) >> 7).toBe(1)
  board.set(B, SET | 0x02)
  expect([board.get(A) >> 7, board.get(0)]).toEqual([0, 0x15])
  board.time.advance(3301)
  expect(board.get(0)).toBe(0x15)
  board.set(B, 0x02)
  board.time.advance(699)
  board.set(A, 0x26)
  board.time.advance(1)
  expect([board.get(0), board.time.now()]).toEqual([0x16, 5000])
})

test('SET clears the enable bit of update-ended interrupts', () => {
  const board = new RtcBoard()
  board.set(B, UIE)
  board.set(B, SET | UIE)
  expect(board.get(B)).toBe(SET)
})

for (const dv of [0x30, 0x40, 0x50, 0x60, 0x70])
  test(`the divider stands still, and the first update begins half a second later; DV ${dv}`, () => {
    const board = new RtcBoard()
    board.time.advance(700)
    board.set(A, dv | 0x06)
    board.time.advance(10_000)
    expect([board.get(0), board.get(A), board.get(C)]).toEqual([0x15, dv | 0x06, 0x40])
    board.set(A, 0x20)
    board.time.advance(499.9)
    expect(board.get(0)).toBe(0x15)
    board.time.advance(0.2)
    expect(board.get(0)).toBe(0xff)
    board.time.advance(2)
    expect(board.get(0)).toBe(0x16)
    board.time.advance(1000)
    expect(board.get(0)).toBe(0x17)
  })

const formats = [
  { name: 'BCD, 24 hours', b: 0x02, hours: [0x00, 0x01, 0x09, 0x10, 0x11, 0x12, 0x13, 0x23, 0x00] },
  { name: 'binary, 24 hours', b: 0x06, hours: [0, 1, 9, 10, 11, 12, 13, 23, 0] },
  { name: 'BCD, 12 hours', b: 0x00, hours: [0x12, 0x01, 0x09, 0x10, 0x11, 0x92, 0x81, 0x91, 0x12] },
  { name: 'binary, 12 hours', b: 0x04, hours: [12, 1, 9, 10, 11, 0x8c, 0x81, 0x8b, 12] },
]
for (const { name, b, hours } of formats)
  test(`hours pass in ${name}`, () => {
    const board = new RtcBoard()
    board.setClock([0, 0, hours[0] ?? 0, 1, 1, 1, 1, 1], b)
    const seen = [1, 8, 1, 1, 1, 1, 10, 1].map((passed) => {
      board.time.advance(passed * 3_600_000)
      return board.get(4)
    })
    expect(seen).toEqual(hours.slice(1))
  })

test('the calendar knows months, leap years and centuries', () => {
  const next = (year: number, month: number, day: number): number[] => {
    const board = new RtcBoard()
    const century = Math.floor(year / 100)
    board.setClock([59, 59, 23, 7, day, month, year % 100, century], binary)
    board.time.advance(1000)
    return board.clock.slice(3)
  }
  expect(next(2023, 2, 28)).toEqual([1, 1, 3, 23, 20])
  expect(next(2024, 2, 28)).toEqual([1, 29, 2, 24, 20])
  expect(next(2100, 2, 28)).toEqual([1, 1, 3, 0, 21])
  expect(next(2000, 2, 28)).toEqual([1, 29, 2, 0, 20])
  expect(next(2024, 4, 30)).toEqual([1, 1, 5, 24, 20])
  expect(next(1999, 12, 31)).toEqual([1, 1, 1, 0, 20])
})

test('the day of the week counts on its own, from what was written', () => {
  const board = new RtcBoard()
  board.set(B, binary)
  board.set(6, 2)
  board.time.advance(9 * 86_400_000)
  expect(board.get(6)).toBe(4)
  board.set(6, 0)
  board.time.advance(86_400_000)
  expect(board.get(6)).toBe(1)
})

test('bytes that are no date stay until the next update, which carries them over', () => {
  const board = new RtcBoard()
  board.setClock([0x7a, 0x59, 0x23, 3, 0x31, 0x12, 0x99, 0x20], 0x02)
  expect(board.clock).toEqual([0x7a, 0x59, 0x23, 3, 0x31, 0x12, 0x99, 0x20])
  board.time.advance(1000)
  expect(board.clock).toEqual([0x21, 0x00, 0x00, 0x03, 0x01, 0x01, 0x00, 0x21])
})

test('a format that is changed reads the bytes anew', () => {
  const board = new RtcBoard()
  board.set(B, binary)
  board.time.advance(1000)
  expect(board.clock).toEqual([0x16, 0x14, 0x13, 6, 0x06, 0x03, 0x24, 0x20])
})

test('single bytes can be written while the clock runs', () => {
  const board = new RtcBoard()
  board.set(B, binary)
  board.set(7, 31)
  board.set(8, 12)
  board.time.advance(1000)
  expect(board.clock.slice(4, 6)).toEqual([31, 12])
  board.set(0x32, 19)
  board.time.advance(1000)
  expect(board.get(0x32)).toBe(19)
})

test('in all formats the clock agrees with the calendar, however long it was not looked at', () => {
  const time = fc.integer({ min: 0, max: Date.UTC(9000, 0, 1) / 1000 })
  const steps = fc.array(fc.integer({ min: 0, max: 10 ** 8 }), { maxLength: 5 })
  fc.assert(
    fc.property(time, fc.constantFrom(0, 2, 4, 6), steps, (seconds, b, steps) => {
      const board = new RtcBoard(seconds * 1000)
      const number = (value: number): number => ((b & 0x04) === 0 ? bcd(value) : value)
      const expected = (time: number): number[] => {
        const date = new Date(time * 1000)
        const hour = date.getUTCHours()
        const half = number(((hour + 11) % 12) + 1) + (hour < 12 ? 0 : 0x80)
        return [
          number(date.getUTCSeconds()),
          number(date.getUTCMinutes()),
          (b & 0x02) === 0 ? half : number(hour),
          date.getUTCDay() + 1,
          number(date.getUTCDate()),
          number(date.getUTCMonth() + 1),
          number(date.getUTCFullYear() % 100),
          number(Math.floor(date.getUTCFullYear() / 100)),
        ]
      }
      board.setClock(expected(seconds), b)
      let now = seconds
      for (const step of steps) {
        board.time.advance(step * 1000)
        now += step
        expect(board.clock).toEqual(expected(now))
      }
      expect(board.time.armings).toBe(0)
    }),
  )
})

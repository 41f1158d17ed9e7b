import { rcAlreadyExists, rcBusy, rcInvalidArgument } from '@kos/retcode'
import { describe, expect, it } from 'vitest'
import {
  IRQ_EDGE_FALL,
  IRQ_EDGE_RAISE,
  IRQ_LEVEL_HIGH,
  IRQ_LEVEL_LOW,
  IRQ_PRIO_HIGH,
  IRQ_PRIO_LOW,
  IRQ_PRIO_NORMAL,
  IRQ_PRIO_RT,
  IRQ_SHARED,
} from '../src/flags.ts'
import { completeIrqFlags, InterruptController, type IrqAttachment } from '../src/index.ts'
import { made } from './machine.ts'

/** A controller, and attachments whose handlers write their names down. */
function createLines(lines = 8) {
  const controller = new InterruptController(lines)
  const told: string[] = []
  const attach = (name: string, line: number, flags: number): IrqAttachment =>
    made(controller.attach(line, flags, { interrupt: () => void told.push(name) }))
  const takeTold = (): string[] => told.splice(0)
  return { controller, attach, takeTold }
}

describe('a level', () => {
  it('is told, taken once, and comes again when it is acknowledged and still active', () => {
    const { controller, attach, takeTold } = createLines()
    const source = controller.source(3)
    const uart = attach('uart', 3, IRQ_LEVEL_HIGH)
    expect(uart.take()).toBe(false)
    source.set(true)
    expect(takeTold()).toEqual(['uart'])
    expect(uart.take()).toBe(true)
    expect(uart.isInService).toBe(true)
    expect(uart.take()).toBe(false)
    uart.acknowledge()
    expect(takeTold()).toEqual(['uart'])
    expect(uart.take()).toBe(true)
    source.set(false)
    uart.acknowledge()
    expect(takeTold()).toEqual([])
    expect(uart.isPending).toBe(false)
    expect(controller.lines[3]?.taken).toBe(2)
  })

  it('is forgotten if it ends before it is taken', () => {
    const { controller, attach, takeTold } = createLines()
    const source = controller.source(0)
    const uart = attach('uart', 0, IRQ_LEVEL_HIGH)
    source.set(true)
    source.set(false)
    expect(takeTold()).toEqual(['uart'])
    expect(uart.take()).toBe(false)
  })

  it('that is low is active from the beginning', () => {
    const { controller, attach, takeTold } = createLines()
    const source = controller.source(0)
    const uart = attach('uart', 0, IRQ_LEVEL_LOW)
    expect(takeTold()).toEqual(['uart'])
    expect(uart.take()).toBe(true)
    source.set(true)
    uart.acknowledge()
    expect(takeTold()).toEqual([])
    source.set(false)
    expect(takeTold()).toEqual(['uart'])
  })

  it('is acknowledged only if it is in service', () => {
    const { controller, attach, takeTold } = createLines()
    const uart = attach('uart', 0, IRQ_LEVEL_HIGH)
    controller.source(0).set(true)
    takeTold()
    uart.acknowledge()
    expect(takeTold()).toEqual([])
    expect(uart.isPending).toBe(true)
  })
})

describe('an edge', () => {
  it.each([
    ['rising', IRQ_EDGE_RAISE, true],
    ['falling', IRQ_EDGE_FALL, false],
  ])('that is %s is latched until it is taken, and counts once', (_, flags, level) => {
    const { controller, attach, takeTold } = createLines()
    const source = controller.source(1)
    source.set(!level)
    const button = attach('button', 1, flags)
    expect(button.isPending).toBe(false)
    source.set(level)
    source.set(!level)
    source.set(level)
    expect(takeTold()).toContain('button')
    expect(button.take()).toBe(true)
    expect(button.isInService).toBe(false)
    expect(button.take()).toBe(false)
    button.acknowledge()
    source.set(!level)
    expect(button.isPending).toBe(false)
  })

  it('of a line that another source holds high is none', () => {
    const { controller, attach } = createLines()
    const one = controller.source(1)
    const other = controller.source(1)
    const button = attach('button', 1, IRQ_EDGE_RAISE)
    one.set(true)
    button.take()
    other.set(true)
    one.set(false)
    one.set(true)
    expect(button.take()).toBe(false)
  })
})

describe('a mask', () => {
  it('keeps a level back while it is there', () => {
    const { controller, attach, takeTold } = createLines()
    const source = controller.source(0)
    const uart = attach('uart', 0, IRQ_LEVEL_HIGH)
    uart.mask(true)
    expect(uart.isMasked).toBe(true)
    source.set(true)
    expect(uart.take()).toBe(false)
    expect(takeTold()).toEqual([])
    uart.mask(false)
    expect(takeTold()).toEqual(['uart'])
    uart.mask(true)
    source.set(false)
    uart.mask(false)
    expect(takeTold()).toEqual([])
  })

  it('does not lose an edge', () => {
    const { controller, attach, takeTold } = createLines()
    const source = controller.source(0)
    const button = attach('button', 0, IRQ_EDGE_RAISE)
    button.mask(true)
    source.set(true)
    source.set(false)
    expect(takeTold()).toEqual([])
    button.mask(false)
    expect(takeTold()).toEqual(['button'])
    expect(button.take()).toBe(true)
  })

  it('on a level in service leaves it in service', () => {
    const { controller, attach, takeTold } = createLines()
    controller.source(0).set(true)
    const uart = attach('uart', 0, IRQ_LEVEL_HIGH)
    uart.take()
    uart.mask(true)
    uart.mask(false)
    takeTold()
    expect(uart.isPending).toBe(false)
    uart.acknowledge()
    expect(takeTold()).toEqual(['uart'])
  })

  it('is there from the beginning if it is asked for', () => {
    const { controller } = createLines()
    controller.source(0).set(true)
    const told: IrqAttachment[] = []
    const interrupt = (attachment: IrqAttachment): void => void told.push(attachment)
    const uart = made(controller.attach(0, 0, { interrupt }, true))
    expect(told).toEqual([])
    uart.mask(false)
    expect(told).toEqual([uart])
  })
})

describe('a shared line', () => {
  const shared = IRQ_LEVEL_HIGH | IRQ_SHARED

  it('tells all handlers, each of which takes it for itself', () => {
    const { controller, attach, takeTold } = createLines()
    const one = attach('one', 2, shared)
    const other = attach('other', 2, shared)
    controller.source(2).set(true)
    expect(takeTold()).toEqual(['one', 'other'])
    expect([one.take(), other.take()]).toEqual([true, true])
  })

  it('comes again to one handler only when the other has handled it, too', () => {
    const { controller, attach, takeTold } = createLines()
    const one = attach('one', 2, shared)
    const other = attach('other', 2, shared)
    const source = controller.source(2)
    source.set(true)
    takeTold()
    one.take()
    one.acknowledge()
    // The level is still active, and `other`, which can lower it, did not run yet.
    expect(one.isPending).toBe(false)
    expect(takeTold()).toEqual([])
    other.take()
    other.acknowledge()
    expect(takeTold()).toEqual(['one', 'other'])
    source.set(false)
    source.set(true)
    expect(takeTold()).toEqual(['one', 'other'])
  })

  it('comes again at once after it was low', () => {
    const { controller, attach } = createLines()
    const one = attach('one', 2, shared)
    attach('other', 2, shared)
    const source = controller.source(2)
    source.set(true)
    one.take()
    one.acknowledge()
    source.set(false)
    source.set(true)
    expect(one.isPending).toBe(true)
  })

  it.each(['closes', 'masks'])('does not wait for a handler that %s', (how) => {
    const { controller, attach, takeTold } = createLines()
    const one = attach('one', 2, shared)
    const other = attach('other', 2, shared)
    controller.source(2).set(true)
    other.take()
    one.take()
    one.acknowledge()
    takeTold()
    if (how === 'closes') other.close()
    else other.mask(true)
    expect(takeTold()).toEqual(['one'])
  })

  it('is high while any of its sources is whose gate is open', () => {
    const { controller, attach } = createLines()
    const uart = attach('uart', 2, shared)
    const sources = [controller.source(2), controller.source(2)]
    sources[0]?.set(true)
    sources[1]?.set(true)
    sources[1]?.set(true)
    sources[0]?.set(false)
    expect(uart.isPending).toBe(true)
    sources[1]?.gate(false)
    sources[1]?.gate(false)
    expect([sources[1]?.isHigh, uart.isPending]).toEqual([true, false])
    sources[1]?.gate(true)
    expect(uart.isPending).toBe(true)
    sources[1]?.gate(false)
    sources[1]?.set(false)
    sources[1]?.gate(true)
    expect(controller.lines[2]?.isHigh).toBe(false)
  })

  it('is refused to who does not share, or shares with other flags', () => {
    const { controller, attach } = createLines()
    const none = { interrupt: (): void => {} }
    attach('alone', 0, IRQ_LEVEL_HIGH)
    expect(controller.attach(0, IRQ_LEVEL_HIGH, none)).toBe(rcBusy)
    expect(controller.attach(0, shared, none)).toBe(rcBusy)
    attach('one', 1, shared)
    expect(controller.attach(1, IRQ_LEVEL_HIGH, none)).toBe(rcBusy)
    expect(controller.attach(1, IRQ_LEVEL_LOW | IRQ_SHARED, none)).toBe(rcAlreadyExists)
    expect(controller.attach(1, shared | IRQ_PRIO_RT, none)).toBe(rcAlreadyExists)
    made(controller.attach(1, shared | IRQ_PRIO_NORMAL, none))
    expect(controller.lines[1]?.attachments).toHaveLength(2)
  })
})

describe('a batch', () => {
  it('delivers at its end, higher priorities first, then lower lines', () => {
    const { controller, attach, takeTold } = createLines()
    attach('low 1', 1, IRQ_PRIO_LOW)
    attach('normal 6', 6, 0)
    attach('normal 2', 2, IRQ_PRIO_NORMAL)
    attach('high 5', 5, IRQ_PRIO_HIGH)
    attach('real time 7', 7, IRQ_PRIO_RT | IRQ_EDGE_RAISE)
    controller.batch(() => {
      for (const line of [1, 2, 5, 6, 7]) controller.source(line).set(true)
      controller.batch(() => controller.source(0).set(true))
      expect(takeTold()).toEqual([])
    })
    expect(takeTold()).toEqual(['real time 7', 'high 5', 'normal 2', 'normal 6', 'low 1'])
  })

  it('tells nothing that is over at its end, and each only once', () => {
    const { controller, attach, takeTold } = createLines()
    const source = controller.source(0)
    attach('uart', 0, 0)
    attach('button', 1, IRQ_EDGE_RAISE)
    controller.batch(() => {
      source.set(true)
      source.set(false)
      for (const isHigh of [true, false, true, false]) controller.source(1).set(isHigh)
    })
    expect(takeTold()).toEqual(['button'])
  })

  it('delivers what it did before it threw', () => {
    const { controller, attach, takeTold } = createLines()
    attach('uart', 0, 0)
    const broken = (): void => {
      controller.source(0).set(true)
      throw new Error('broken')
    }
    expect(() => controller.batch(broken)).toThrow('broken')
    expect(takeTold()).toEqual(['uart'])
  })
})

describe('a handler', () => {
  it('that was detached is not told, and gets no more', () => {
    const { controller, attach, takeTold } = createLines()
    const source = controller.source(0)
    const uart = attach('uart', 0, 0)
    let ended = 0
    uart.onEnded = () => void ended++
    controller.batch(() => {
      source.set(true)
      uart.close()
      uart.close()
    })
    expect([takeTold(), uart.take(), uart.isAlive, ended]).toEqual([[], false, false, 1])
    expect(controller.lines[0]?.attachments).toEqual([])
    attach('next', 0, 0)
    expect(takeTold()).toEqual(['next'])
  })

  it('that was revoked is detached, and says so to its own side only', () => {
    const controller = new InterruptController(1)
    const heard: string[] = []
    const detached = (): void => void heard.push('detached')
    const uart = made(controller.attach(0, 0, { interrupt: () => {}, detached }))
    uart.onEnded = () => void heard.push('ended')
    uart.revoke()
    uart.close()
    expect(heard).toEqual(['detached'])
  })

  it('may detach others while they are told', () => {
    const controller = new InterruptController(1)
    const told: string[] = []
    const shared = IRQ_SHARED
    const attachments: IrqAttachment[] = []
    const detachAll = (): void => attachments.forEach((attachment) => attachment.close())
    for (const name of ['one', 'two', 'three'])
      attachments.push(
        made(
          controller.attach(0, shared, {
            interrupt: () => {
              told.push(name)
              detachAll()
            },
          }),
        ),
      )
    controller.source(0).set(true)
    expect(told).toEqual(['one'])
    expect(controller.lines[0]?.attachments).toEqual([])
  })

  it('may take and acknowledge at once, until the device is done', () => {
    const controller = new InterruptController(1)
    const source = controller.source(0)
    let left = 3
    const interrupt = (attachment: IrqAttachment): void => {
      attachment.take()
      left--
      if (left === 0) source.set(false)
      attachment.acknowledge()
    }
    made(controller.attach(0, 0, { interrupt }))
    source.set(true)
    expect([left, controller.lines[0]?.taken]).toEqual([0, 3])
  })
})

describe('flags', () => {
  it('are completed with a level that is high, and normal priority', () => {
    expect(completeIrqFlags(0)).toBe(IRQ_LEVEL_HIGH | IRQ_PRIO_NORMAL)
    expect(completeIrqFlags(IRQ_EDGE_FALL | IRQ_PRIO_RT)).toBe(IRQ_EDGE_FALL | IRQ_PRIO_RT)
    expect(completeIrqFlags(IRQ_SHARED)).toBe(IRQ_SHARED | IRQ_LEVEL_HIGH | IRQ_PRIO_NORMAL)
  })

  it.each([
    IRQ_LEVEL_HIGH | IRQ_LEVEL_LOW,
    IRQ_EDGE_FALL | IRQ_EDGE_RAISE,
    IRQ_PRIO_HIGH | IRQ_PRIO_RT,
    0x200,
    -1,
    0.5,
    2 ** 32,
    Number.NaN,
  ])('%s are refused', (flags) => {
    expect(completeIrqFlags(flags)).toBeNull()
    const controller = new InterruptController(1)
    expect(controller.attach(0, flags, { interrupt: () => {} })).toBe(rcInvalidArgument)
  })

  it('on a line that does not exist are refused', () => {
    const controller = new InterruptController(4)
    for (const line of [-1, 4, 0.5, Number.NaN])
      expect(controller.attach(line, 0, { interrupt: () => {} })).toBe(rcInvalidArgument)
  })
})

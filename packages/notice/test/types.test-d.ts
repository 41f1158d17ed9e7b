import { describe, expectTypeOf, it } from 'vitest'
import { type Retcode, rcOk } from '@kos/retcode'
import type { KernelObject } from '@kos/handles'
import {
  type EventSink,
  EventList,
  type NoticeRetcode,
  Receiver,
  type Subscribable,
  SignalSource,
  signalByUser,
} from '@kos/notice'

describe('types', () => {
  it('kernel objects and sources can be subscribed to', () => {
    expectTypeOf<KernelObject>().toExtend<Subscribable>()
    expectTypeOf<KernelObject<{ any: 1 }>>().toExtend<Subscribable>()
    expectTypeOf<SignalSource>().toExtend<Subscribable>()
  })

  it('codes are plain numbers to a kernel and narrow for everyone else', () => {
    expectTypeOf<NoticeRetcode>().toExtend<number>()
    expectTypeOf<NoticeRetcode>().toExtend<Retcode>()
    const rc = new Receiver().dropAndWake()
    if (rc === rcOk) expectTypeOf(rc).toEqualTypeOf<0>()
    expectTypeOf<ReturnType<typeof signalByUser>>().toExtend<number>()
  })

  it('a list of events is a sink', () => {
    expectTypeOf<EventList>().toExtend<EventSink>()
  })

  it('iterating gives ids and masks', async () => {
    for await (const event of new Receiver())
      expectTypeOf(event).toEqualTypeOf<{ readonly id: number; readonly mask: number }>()
  })
})

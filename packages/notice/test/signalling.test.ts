// Who may signal which events of a user resource, as the topic `notice_api` describes it.

import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { rcInvalidArgument, rcNoCapability, rcOk } from '@kos/retcode'
import {
  HANDLE_TYPE_BADGE,
  HANDLE_TYPE_TASK,
  HANDLE_TYPE_USER_FIRST,
  KernelObject,
  OCAP_HANDLE_GET_EVENT,
  OCAP_HANDLE_SET_EVENT,
} from '@kos/handles'
import { PromiseWaiter } from '@kos/thread'
import {
  EVENT_OBJECT_DESTROYED,
  EventList,
  OBJECT_EVENT_SPEC,
  OBJECT_EVENT_USER,
  Receiver,
  signalByUser,
} from '@kos/notice'
import { pairs } from './system.ts'

const provider = { id: 1, alive: true }
const holder = { id: 2, alive: true }
const SPEC = OBJECT_EVENT_SPEC(1)
const USER = OBJECT_EVENT_USER(1)

function resource(type = HANDLE_TYPE_USER_FIRST): {
  object: KernelObject
  events: () => [number, number][]
} {
  const object = new KernelObject(type, provider, 0, null)
  const receiver = new Receiver()
  receiver.subscribe(object, 0xffffffff, 1)
  const events = (): [number, number][] => {
    const list = new EventList()
    receiver.take(new PromiseWaiter(), 0, 9, list)
    return pairs(list)
  }
  return { object, events }
}

describe('signalling events of a user resource', () => {
  it('makes notifications appear in the receivers that track them', () => {
    const { object, events } = resource()
    expect(signalByUser(object, provider, 0, SPEC | USER)).toBe(rcOk)
    expect(events()).toEqual([[1, SPEC | USER]])
  })

  it('never includes general events: those are the kernel’s', () => {
    const { object, events } = resource()
    for (const mask of [EVENT_OBJECT_DESTROYED, EVENT_OBJECT_DESTROYED | USER, 0x80000000]) {
      expect(signalByUser(object, provider, OCAP_HANDLE_SET_EVENT, mask)).toBe(rcInvalidArgument)
      expect(signalByUser(object, holder, OCAP_HANDLE_SET_EVENT, mask)).toBe(rcInvalidArgument)
    }
    expect(events()).toEqual([])
  })

  it('is free to its creator for SPEC and USER events, whatever the rights of the handle', () => {
    const { object, events } = resource()
    expect(signalByUser(object, provider, 0, SPEC)).toBe(rcOk)
    expect(signalByUser(object, provider, 0, USER)).toBe(rcOk)
    expect(events()).toEqual([[1, SPEC | USER]])
  })

  it('is free to others for USER events if their handle has OCAP_HANDLE_SET_EVENT', () => {
    const { object, events } = resource()
    for (const mask of [USER, OBJECT_EVENT_USER(-1)]) {
      expect(signalByUser(object, holder, OCAP_HANDLE_SET_EVENT, mask)).toBe(rcOk)
      expect(events()).toEqual([[1, mask >>> 0]])
    }
  })

  it('is refused to others without OCAP_HANDLE_SET_EVENT', () => {
    const { object, events } = resource()
    expect(signalByUser(object, holder, OCAP_HANDLE_GET_EVENT, USER)).toBe(rcNoCapability)
    expect(events()).toEqual([])
  })

  it('is refused to others for SPEC events, wholly', () => {
    const { object, events } = resource()
    expect(signalByUser(object, holder, OCAP_HANDLE_SET_EVENT, SPEC)).toBe(rcNoCapability)
    expect(signalByUser(object, holder, OCAP_HANDLE_SET_EVENT, SPEC | USER)).toBe(rcNoCapability)
    expect(events()).toEqual([])
  })

  it('is refused for system resources and for no event', () => {
    for (const type of [HANDLE_TYPE_BADGE, HANDLE_TYPE_TASK]) {
      expect(signalByUser(resource(type).object, provider, OCAP_HANDLE_SET_EVENT, 1)).toBe(
        rcInvalidArgument,
      )
    }
    expect(signalByUser(resource().object, provider, OCAP_HANDLE_SET_EVENT, 0)).toBe(
      rcInvalidArgument,
    )
  })

  it('does what it answers, for every mask', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.boolean(), fc.boolean(), (mask, isCreator, hasRight) => {
        const { object, events } = resource()
        const rc = signalByUser(
          object,
          isCreator ? provider : holder,
          hasRight ? OCAP_HANDLE_SET_EVENT : 0,
          mask,
        )
        expect(events()).toEqual(rc === rcOk ? [[1, mask]] : [])
        const isAllowed =
          mask > 0 && mask <= 0xffff && (isCreator || (hasRight && (mask & 0xff) === 0))
        expect(rc === rcOk).toBe(isAllowed)
      }),
    )
  })
})

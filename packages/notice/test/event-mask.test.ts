import { describe, expect, it } from 'vitest'
import {
  EVENT_BADGE_CLOSED,
  EVENT_GENERAL_MASK,
  EVENT_OBJECT_DESTROYED,
  EVENT_SPEC_MASK,
  EVENT_TASK_COMPLETED,
  OBJECT_EVENT_SPEC,
  OBJECT_EVENT_USER,
} from '@kos/notice'

describe('an event mask', () => {
  it('consists of a general and a specialised part that fill 32 bits', () => {
    expect(EVENT_GENERAL_MASK + EVENT_SPEC_MASK).toBe(0xffffffff)
    expect(EVENT_GENERAL_MASK & EVENT_SPEC_MASK).toBe(0)
  })

  it('has the end of a resource in its general part, events of certain resources in the specialised part', () => {
    expect(EVENT_OBJECT_DESTROYED & EVENT_GENERAL_MASK).toBe(EVENT_OBJECT_DESTROYED)
    for (const event of [EVENT_BADGE_CLOSED, EVENT_TASK_COMPLETED])
      expect(event & EVENT_SPEC_MASK).toBe(event)
    expect(EVENT_BADGE_CLOSED).not.toBe(EVENT_TASK_COMPLETED)
  })

  it('has room for 8 events of the provider and 8 of other holders, apart from each other', () => {
    expect(OBJECT_EVENT_SPEC(0xff)).toBe(0x00ff)
    expect(OBJECT_EVENT_USER(0xff)).toBe(0xff00)
    expect(OBJECT_EVENT_SPEC(0x80) | OBJECT_EVENT_USER(0x01)).toBe(0x0180)
  })

  it('never gets general events from the macros', () => {
    for (const bits of [0x1ff, 0xffffffff, -1]) {
      expect(OBJECT_EVENT_SPEC(bits)).toBe(0x00ff)
      expect(OBJECT_EVENT_USER(bits)).toBe(0xff00)
    }
  })
})

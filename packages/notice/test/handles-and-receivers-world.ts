// The real side of the model of handles and receivers: a table whose observer feeds receivers, and
// the model beside it.
//
// A witness subscribes to every object when it is created and is emptied whenever the observer
// hears something: so the order in which events reach receivers is seen, not only the merged masks.
// All receivers but the first are objects with handles and are released with their last one, as a
// kernel does it; the first one is the kernel's own and lives on.

import { expect } from 'vitest'
import { rcOk } from '@kos/retcode'
import {
  HANDLE_TYPE_NOTICE,
  HandleTable,
  KernelObject,
  OCAP_HANDLE_COPY,
  OCAP_HANDLE_GET_EVENT,
  OCAP_HANDLE_SET_EVENT,
  OCAP_HANDLE_TRANSFER,
  type Space,
} from '@kos/handles'
import { PromiseWaiter } from '@kos/thread'
import {
  EVENT_BADGE_CLOSED,
  EVENT_OBJECT_DESTROYED,
  EventList,
  NoticeObserver,
  Receiver,
} from '@kos/notice'
import {
  Model,
  type ModelHandle,
  type ModelObject,
  ModelReceiver,
  type ModelSpace,
} from './handles-and-receivers.ts'
import { at, pairs, type Pair } from './system.ts'

const SPACES = 4
export const RECEIVERS = 3
const maxEntries = 6
export const WATCHED = EVENT_OBJECT_DESTROYED | EVENT_BADGE_CLOSED
export const ALL =
  OCAP_HANDLE_TRANSFER | OCAP_HANDLE_COPY | OCAP_HANDLE_GET_EVENT | OCAP_HANDLE_SET_EVENT

/** Everything of one run. */
export class World {
  readonly model = new Model()
  readonly table: HandleTable
  readonly spaces: Space[] = []
  readonly receivers: Receiver[] = []
  readonly removed: number[] = Array.from({ length: RECEIVERS }, () => 0)
  readonly isSliced: boolean
  readonly #names: Map<KernelObject, ModelObject> = new Map()
  readonly #witness = new Receiver()

  constructor(slice: number, quota: number) {
    this.isSliced = slice !== Infinity
    const observer = new NoticeObserver({
      badgeClosed: (badge) => this.#onClosed(badge),
      objectDestroyed: (object) => this.#onDestroyed(object),
    })
    this.table = new HandleTable({ entropy: () => 0x1234567 * this.spaces.length, observer, slice })
    for (let index = 0; index < SPACES; index++) this.#addSpace(index, quota)
    for (let index = 0; index < RECEIVERS; index++) this.#addReceiver(index)
  }

  /** Notes a new object on both sides, and has the witness subscribe to it. */
  addObject(
    space: ModelSpace,
    object: KernelObject,
    kind: ModelObject['kind'],
    receiver: ModelReceiver | null = null,
  ): ModelObject {
    const name = this.model.addObject(space, kind, receiver)
    this.#names.set(object, name)
    expect(
      this.#witness.subscribe(
        object,
        kind === 'badge' ? WATCHED : EVENT_OBJECT_DESTROYED,
        name.context,
      ),
    ).toBe(rcOk)
    return name
  }

  objectOf(space: ModelSpace, handle: ModelHandle): KernelObject {
    return this.table.objectOf(at(this.spaces, space.index).check(handle.number, 0))
  }

  /** What is watched by the witness: every object whose end was not signalled. */
  get watched(): number {
    return this.#witness.entries
  }

  #addSpace(index: number, quota: number): void {
    this.model.spaces.push({ index, quota, alive: true })
    this.spaces.push(this.table.createSpace(quota))
  }

  #addReceiver(index: number): void {
    const receiver = new Receiver({
      maxEntries,
      onEntryRemoved: () => void (this.removed[index] = at(this.removed, index) + 1),
    })
    const mirror = new ModelReceiver(maxEntries)
    this.receivers.push(receiver)
    this.model.receivers.push(mirror)
    if (index === 0) return
    const owner = at(this.model.spaces, index)
    const space = at(this.spaces, index)
    const object = new KernelObject(HANDLE_TYPE_NOTICE, space, 0, receiver)
    const number = space.create(object, ALL)
    const name = this.addObject(owner, object, 'receiver', mirror)
    this.model.addHandle({
      number,
      space: owner,
      object: name,
      rights: ALL,
      parent: null,
      badge: null,
    })
  }

  #onClosed(badge: KernelObject): void {
    const name = this.#names.get(badge) as ModelObject
    expect(
      [this.model.heardClosed.has(name), this.model.heardDestroyed.has(name)],
      'told before',
    ).toEqual([false, false])
    expect(drain(this.#witness, 9)).toEqual({
      rc: rcOk,
      events: [[name.context, EVENT_BADGE_CLOSED]],
    })
    this.model.hearClosed(name)
  }

  #onDestroyed(object: KernelObject): void {
    const name = this.#names.get(object) as ModelObject
    expect(this.model.heardDestroyed.has(name), 'destroyed before').toBe(false)
    expect(drain(this.#witness, 9)).toEqual({
      rc: rcOk,
      events: [[name.context, EVENT_OBJECT_DESTROYED]],
    })
    this.model.hearDestroyed(name)
    if (object.value instanceof Receiver) object.value.release()
  }
}

/** Takes without waiting. */
export function drain(
  receiver: Receiver,
  countMax: number,
  isCounted = false,
): { rc: number; events: Pair[] } {
  const list = new EventList()
  const waiter = new PromiseWaiter()
  const rc = isCounted
    ? receiver.takeCounted(waiter, 0, countMax, list)
    : receiver.take(waiter, 0, countMax, list)
  return { rc, events: pairs(list) }
}

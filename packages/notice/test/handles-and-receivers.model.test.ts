// Handles, badges and receivers against a naive model: any operations in any order, sliced or not.
//
// The model is in `handles-and-receivers.ts`, the real things in `handles-and-receivers-world.ts`.
// KOS_MODEL_RUNS sets the number of runs. Without slices everything is compared after each step;
// with slices the rest is finished first where `compare` comes up.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { rcOk } from '@kos/retcode'
import {
  HANDLE_TYPE_USER_FIRST,
  KernelObject,
  OCAP_HANDLE_COPY,
  OCAP_HANDLE_GET_EVENT,
  OCAP_HANDLE_TRANSFER,
  verifyHandleTable,
} from '@kos/handles'
import { EVENT_BADGE_CLOSED, EVENT_OBJECT_DESTROYED, signalByUser } from '@kos/notice'
import type { ModelHandle, ModelObject, ModelSpace } from './handles-and-receivers.ts'
import { ALL, drain, RECEIVERS, WATCHED, World } from './handles-and-receivers-world.ts'

declare const process: { readonly env: Readonly<Record<string, string | undefined>> }
const RUNS = Number(process.env['KOS_MODEL_RUNS'] ?? 3000)
// The same runs each time, so that a change is judged by what it changed; KOS_MODEL_SEED explores
// others.
const SEED = Number(process.env['KOS_MODEL_SEED'] ?? 1)

const RIGHTS = [
  ALL,
  ALL,
  OCAP_HANDLE_TRANSFER | OCAP_HANDLE_GET_EVENT,
  ALL & ~OCAP_HANDLE_GET_EVENT,
  OCAP_HANDLE_COPY,
]
const MASKS = [
  WATCHED,
  EVENT_OBJECT_DESTROYED,
  EVENT_BADGE_CLOSED,
  0x0101,
  0x0100,
  0x0303,
  0xffffffff,
  0,
]

const at = <T>(items: readonly T[], pick: number): T => items[pick % items.length] as T

type Picks = readonly [number, number, number, number]

interface Picked {
  readonly handle: ModelHandle
  readonly space: ModelSpace
}

/** Those of the handles that are meant, if there are any. */
function preferred(
  handles: readonly ModelHandle[],
  isMeant: (handle: ModelHandle) => boolean,
): readonly ModelHandle[] {
  const meant = handles.filter(isMeant)
  return meant.length > 0 ? meant : handles
}

/**
 * A handle, mostly a live one, and the space that acts on it, mostly its own. Null if the number
 * means another handle there.
 */
function pickHandle(
  world: World,
  [handlePick, actorPick]: Picks,
  isMeant: (handle: ModelHandle) => boolean = () => true,
): Picked | null {
  const { handles, spaces } = world.model
  const isBadgeMeant = actorPick % 3 === 0
  const live = preferred(handles, (handle) => handle.state === 'live' || actorPick % 7 === 0)
  const handle = at(
    preferred(
      preferred(live, ({ object }) => isBadgeMeant || object.kind !== 'badge'),
      isMeant,
    ),
    handlePick,
  )
  const space = actorPick % 11 === 0 ? at(spaces, handlePick) : handle.space
  return space !== handle.space && world.model.isAmbiguous(space, handle) ? null : { handle, space }
}

/** A badge for most transfers: preferably one that fits, now and then any handle. */
function pickBadge(world: World, space: ModelSpace, pick: number): ModelHandle | null {
  if (pick % 3 === 0) return null
  const { model } = world
  const fitting = model.handles.filter(
    ({ object, space: owner, state }) =>
      object.kind === 'badge' &&
      owner === space &&
      state === 'live' &&
      model.born(object) === undefined,
  )
  const badge = pick % 7 !== 0 && fitting.length > 0 ? at(fitting, pick) : at(model.handles, pick)
  return badge.space !== space && world.model.isAmbiguous(space, badge) ? null : badge
}

function create(world: World, picks: Picks): void {
  const { model } = world
  const space = at(model.spaces, picks[0])
  const rights = at(RIGHTS, picks[1])
  const expected = model.room(space)
  const object = new KernelObject(HANDLE_TYPE_USER_FIRST, at(world.spaces, space.index), 0, null)
  const number = at(world.spaces, space.index).create(object, rights)
  if (expected !== rcOk) {
    expect(number).toBe(expected)
    return
  }
  expect(number).toBeGreaterThan(0)
  const name = world.addObject(space, object, 'user')
  model.addHandle({ number, space, object: name, rights, parent: null, badge: null })
}

/** As a kernel does it: a badge that nobody can be told of is closed again. */
function createBadge(world: World, picks: Picks): void {
  const { model } = world
  const space = at(model.spaces, picks[0])
  const expected = model.room(space)
  const number = at(world.spaces, space.index).createBadge(7)
  if (expected !== rcOk) {
    expect(number).toBe(expected)
    return
  }
  expect(number).toBeGreaterThan(0)
  const object = world.table.objectOf(
    at(world.spaces, space.index).check(number, OCAP_HANDLE_GET_EVENT),
  )
  const name = world.addObject(space, object, 'badge')
  const handle = model.addHandle({
    number,
    space,
    object: name,
    rights: OCAP_HANDLE_GET_EVENT,
    parent: null,
    badge: null,
  })
  const index = picks[1] % RECEIVERS
  const rc = at(world.receivers, index).subscribe(object, WATCHED, picks[2] % 3)
  expect(rc).toBe(at(model.receivers, index).subscribe(name, WATCHED, picks[2] % 3))
  if (rc === rcOk) return
  expect(at(world.spaces, space.index).close(number)).toBe(rcOk)
  handle.state = 'closed'
}

function pass(world: World, picks: Picks, isCopy: boolean): void {
  const { model } = world
  const isChild = picks[3] % 4 !== 0
  const picked = pickHandle(
    world,
    picks,
    (handle) => isChild && handle.parent?.space === handle.space,
  )
  if (picked === null) return
  const { handle, space } = picked
  const to = isCopy || picks[2] % 3 === 0 ? space : at(model.spaces, picks[2])
  const rights = picks[3] % 3 === 0 ? at(RIGHTS, picks[3]) : handle.rights
  const badge = pickBadge(world, space, picks[3])
  passOn(world, { handle, space }, to, rights, badge, isCopy)
}

function passOn(
  world: World,
  from: Picked,
  to: ModelSpace,
  rights: number,
  badge: ModelHandle | null,
  isCopy: boolean,
): void {
  const { model } = world
  const { handle, space } = from
  const expected = model.pass(
    space,
    to,
    handle,
    rights,
    badge,
    isCopy ? OCAP_HANDLE_COPY : OCAP_HANDLE_TRANSFER,
  )
  const sender = at(world.spaces, space.index)
  const answer = isCopy
    ? sender.copy(handle.number, rights, badge?.number)
    : sender.transfer(handle.number, at(world.spaces, to.index), rights, badge?.number)
  expect(Math.min(answer, rcOk)).toBe(expected)
  if (expected !== rcOk) return
  model.addHandle({
    number: answer,
    space: to,
    object: handle.object,
    rights,
    parent: handle,
    badge: badge?.object ?? null,
  })
}

/**
 * A handle, a copy of it, and two transfers of the copy, one with a badge: what is rare by chance.
 */
function branch(world: World, picks: Picks): void {
  const { handles, spaces } = world.model
  const picked = pickHandle(world, picks)
  if (picked === null) return
  const { handle, space } = picked
  passOn(world, picked, space, handle.rights, null, true)
  const copy = handles.at(-1) as ModelHandle
  if (copy.parent !== handle) return
  createBadge(world, [space.index, picks[1], picks[2], 0])
  const badge = handles.at(-1) as ModelHandle
  if (badge === copy) return
  passOn(world, { handle: copy, space }, at(spaces, picks[2]), copy.rights, badge, false)
  passOn(world, { handle: copy, space }, at(spaces, picks[3]), copy.rights, null, false)
}

/**
 * Mostly of a handle with a badge below it and something else: its place in the tree is what is
 * hard to keep.
 */
function close(world: World, picks: Picks): void {
  const picked = pickHandle(
    world,
    picks,
    (handle) => picks[2] % 3 !== 0 && world.model.branches(handle),
  )
  if (picked === null) return
  const { handle, space } = picked
  const expected = world.model.close(space, handle)
  expect(at(world.spaces, space.index).close(handle.number)).toBe(expected)
}

function revoke(world: World, picks: Picks): void {
  const picked = pickHandle(world, picks)
  if (picked === null) return
  const { handle, space } = picked
  const expected = world.model.revoke(space, handle)
  expect(at(world.spaces, space.index).revoke(handle.number)).toBe(expected)
}

function revokeSubtree(world: World, picks: Picks): void {
  const { model } = world
  const badges = model.handles.filter((handle) => handle.object.kind === 'badge')
  if (badges.length === 0) return
  const open = preferred(
    badges,
    ({ object, state }) => picks[0] % 5 === 0 || (state === 'live' && model.isOpen(object)),
  )
  const badge = at(
    preferred(
      open,
      ({ object }) => picks[2] % 2 === 0 || model.born(object)?.parent?.state === 'closed',
    ),
    picks[0],
  )
  const { space, object } = badge
  const real = at(world.spaces, space.index)
  // Until the slices of an ended space are done, a transfer to it is open, and a handle that is not
  // its own is told so.
  if (!model.isOpen(object)) world.table.finish()
  if (picks[1] % 5 === 0) {
    const expected = model.revokeSubtree(space, null, badge)
    expect(real.revokeBadge(badge.number)).toBe(expected)
    return
  }
  const born = model.born(object)
  const above = born === undefined || picks[1] % 4 === 0 ? null : model.above(born)
  const handle = above ?? at(model.handles, picks[2])
  if (handle.space !== space && world.model.isAmbiguous(space, handle)) return
  const expected = model.revokeSubtree(space, handle, badge)
  expect(real.revokeSubtree(handle.number, badge.number)).toBe(expected)
}

function subscribe(world: World, picks: Picks): void {
  const picked = pickHandle(world, picks)
  if (picked === null) return
  const { handle, space } = picked
  const rc = world.model.check(space, handle, OCAP_HANDLE_GET_EVENT)
  const node = at(world.spaces, space.index).check(handle.number, OCAP_HANDLE_GET_EVENT)
  expect(Math.min(node, rcOk)).toBe(rc)
  if (rc !== rcOk) return
  const index = picks[2] % RECEIVERS
  const mask = at(MASKS, picks[3])
  const answer = at(world.receivers, index).subscribe(
    world.table.objectOf(node),
    mask,
    picks[2] % 4,
  )
  expect(answer).toBe(at(world.model.receivers, index).subscribe(handle.object, mask, picks[2] % 4))
}

function unsubscribe(world: World, picks: Picks): void {
  const index = picks[2] % RECEIVERS
  const receiver = at(world.receivers, index)
  const mirror = at(world.model.receivers, index)
  if (picks[3] % 3 === 0) {
    expect(receiver.unsubscribeEvent(picks[0] % 4)).toBe(
      mirror.unsubscribe((entry) => entry.id === picks[0] % 4),
    )
    return
  }
  const picked = pickHandle(world, picks)
  if (picked === null || world.model.check(picked.space, picked.handle, 0) !== rcOk) return
  const { handle, space } = picked
  const rc = receiver.unsubscribeObject(world.objectOf(space, handle))
  expect(rc).toBe(mirror.unsubscribe((entry) => entry.object === handle.object))
}

function signal(world: World, picks: Picks): void {
  const picked = pickHandle(world, picks)
  if (picked === null) return
  const { handle, space } = picked
  const mask = at(MASKS, picks[3])
  const expected = world.model.signalByUser(space, handle, mask)
  const real = at(world.spaces, space.index)
  const node = real.check(handle.number, 0)
  if (node < 0) expect(node).toBe(expected)
  else
    expect(signalByUser(world.table.objectOf(node), real, world.table.rightsOf(node), mask)).toBe(
      expected,
    )
}

function extract(world: World, picks: Picks): void {
  const index = picks[0] % RECEIVERS
  const countMax = 1 + (picks[1] % 3)
  const isCounted = picks[2] % 2 === 0
  const expected = at(world.model.receivers, index).take(
    countMax,
    isCounted,
    world.model.heardDestroyed,
  )
  expect(drain(at(world.receivers, index), countMax, isCounted)).toEqual(expected)
}

function drop(world: World, picks: Picks): void {
  if (picks[1] % 3 !== 0) return
  at(world.model.receivers, picks[0] % RECEIVERS).drop()
  expect(at(world.receivers, picks[0] % RECEIVERS).dropAndWake()).toBe(rcOk)
}

function destroy(world: World, picks: Picks): void {
  if (picks[1] % 2 === 0) destroySpace(world, at(world.model.spaces, picks[0]))
}

function destroySpace(world: World, space: ModelSpace): void {
  world.model.destroy(space)
  at(world.spaces, space.index).destroy()
  world.model.observe()
}

/** What holds at any time, also with work left. */
function compareReceivers({ model, receivers, removed }: World): void {
  const facts = receivers.map((receiver, index) => [
    receiver.entries,
    receiver.pending,
    receiver.isReleased,
    removed[index],
  ])
  const expected = model.receivers.map((receiver) => [
    receiver.entries.length,
    receiver.pending.length,
    receiver.isReleased,
    receiver.removed,
  ])
  expect(facts).toEqual(expected)
  for (const badge of model.heardClosed)
    expect(model.closed.has(badge), `closed ${badge.context} too early`).toBe(true)
  for (const object of model.heardDestroyed)
    expect(model.isAlive(object), `destroyed ${object.context} too early`).toBe(false)
}

/** Finishes, then all of it has to agree. */
function compare(world: World): void {
  const { model, table } = world
  expect(verifyHandleTable(table)).toEqual([])
  compareReceivers(world)
  const alive = model.objects.filter((object) => model.isAlive(object))
  const statistics = table.statistics()
  expect(statistics).toEqual({
    handles: model.handles.filter((handle) => handle.state === 'live').length,
    revoked: model.handles.filter((handle) => handle.state === 'revoked').length,
    ghosts: statistics.ghosts,
    objects: alive.length,
    badges: alive.filter((object) => object.kind === 'badge').length,
    transfers: model.objects.filter(
      (object) => object.kind === 'badge' && object.creator.alive && model.isOpen(object),
    ).length,
    spaces: model.spaces.filter((space) => space.alive).length,
    pending: 0,
  })
  expect(statistics.ghosts).toBeLessThanOrEqual(Math.max(0, statistics.handles - 1))
  for (const space of model.spaces)
    if (space.alive) expect(at(world.spaces, space.index).used).toBe(model.used(space))
  compareEvents(world, alive)
}

function compareEvents({ model, watched }: World, alive: readonly ModelObject[]): void {
  const gone = model.objects.filter((object) => !alive.includes(object))
  expect(model.heardDestroyed, 'destroyed').toEqual(new Set(gone))
  expect(watched).toBe(alive.length)
  for (const badge of model.closed) {
    if (!model.excused.has(badge))
      expect(model.heardClosed.has(badge), `closed ${badge.context}`).toBe(true)
  }
}

function end(world: World): void {
  const { model, table, receivers } = world
  for (const space of model.spaces) if (space.alive) destroySpace(world, space)
  while (!table.finish(1)) compareReceivers(world)
  compare(world)
  const nothing = {
    handles: 0,
    revoked: 0,
    ghosts: 0,
    objects: 0,
    badges: 0,
    transfers: 0,
    spaces: 0,
    pending: 0,
  }
  expect(table.statistics()).toEqual(nothing)
  expect(at(receivers, 0).entries).toBe(at(receivers, 0).pending)
  for (const [index, receiver] of receivers.entries()) {
    expect(drain(receiver, 99)).toEqual(
      at(model.receivers, index).take(99, false, model.heardDestroyed),
    )
    expect([receiver.entries, receiver.pending, receiver.isReleased]).toEqual([0, 0, index > 0])
  }
}

type Operation = (world: World, picks: Picks) => void

const operations: Readonly<Record<string, Operation>> = {
  create,
  createBadge,
  branch,
  transfer: (world, picks) => pass(world, picks, false),
  copy: (world, picks) => pass(world, picks, true),
  close,
  revoke,
  revokeSubtree,
  subscribe,
  unsubscribe,
  signal,
  extract,
  drop,
  destroy,
  finish: (world, picks) => void world.table.finish(1 + (picks[0] % 4)),
  compare,
}

const names = Object.keys(operations)
const often = [
  'createBadge',
  'createBadge',
  'transfer',
  'transfer',
  'transfer',
  'transfer',
  'close',
  'close',
  'revokeSubtree',
  'extract',
]
const pick = fc.nat({ max: 100_000 })
const step = fc.tuple(fc.constantFrom(...names, ...often), pick, pick, pick, pick)
const steps = fc.array(step, { minLength: 1, maxLength: 50, size: 'max' })

function run(world: World, name: string, picks: Picks): void {
  ;(operations[name] as Operation)(world, picks)
  world.model.observe()
  if (world.isSliced) compareReceivers(world)
  else compare(world)
}

test(
  'handles, badges and receivers agree with the model, whatever happens in whatever order',
  { timeout: 60_000 + 100 * RUNS },
  () => {
    const property = fc.property(
      steps,
      fc.constantFrom(1, 3, Infinity),
      fc.constantFrom(6, 1000),
      (sequence, slice, quota) => {
        const world = new World(slice, quota)
        for (const [name, ...picks] of sequence) run(world, name, picks)
        end(world)
      },
    )
    fc.assert(property, { numRuns: RUNS, seed: SEED })
  },
)

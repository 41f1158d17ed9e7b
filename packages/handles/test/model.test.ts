import * as fc from 'fast-check'
import { rcOk } from '@kos/retcode'
import { expect, test } from 'vitest'
import {
  OCAP_HANDLE_COPY,
  OCAP_HANDLE_GET_EVENT,
  OCAP_HANDLE_TRANSFER,
  type Space,
  verifyHandleTable,
} from '../src/index.ts'
import { Model, type ModelNode, type ModelObject, type ModelSpace } from './model.ts'
import { EMPTY, READ, WRITE, createSystem, resource, type System } from './system.ts'
import type { KernelObject, RevokeListener, WeakDescendant } from '../src/index.ts'

declare const process: { readonly env: Readonly<Record<string, string | undefined>> }
const RUNS = Number(process.env['KOS_MODEL_RUNS'] ?? 150)

/** Counts what a weak descendant hears. */
class Listener implements RevokeListener {
  readonly isUrgent: boolean
  link: WeakDescendant | null = null
  revocations = 0
  done = 0

  constructor(isUrgent: boolean) {
    this.isUrgent = isUrgent
  }

  revoked(): void {
    this.revocations++
  }

  revocationDone(): void {
    expect(this.revocations).toBe(1)
    this.done++
  }
}

/** The real table beside the model: the same things under the same indices. */
class Real {
  readonly system: System
  readonly spaces: Space[] = []
  readonly objects: (KernelObject | null)[] = []
  readonly numbers: number[] = []
  readonly weak: Listener[] = []
  readonly isSliced: boolean
  readonly events: Map<string, number> = new Map()

  constructor(slice: number) {
    this.system = createSystem({ slice })
    this.isSliced = slice !== Infinity
  }

  spaceOf({ name }: ModelSpace): Space {
    return this.spaces[name] as Space
  }
}

/** Random numbers with which a step picks its arguments. */
type Picks = readonly [number, number, number, number, number]

type Check = (model: Model, real: Real) => void

class Step implements fc.Command<Model, Real> {
  readonly #name: string
  readonly #picks: Picks
  readonly #run: Check

  constructor(name: string, picks: Picks, run: Check) {
    this.#name = name
    this.#picks = picks
    this.#run = run
  }

  check(): boolean {
    return true
  }

  run(model: Model, real: Real): void {
    this.#run(model, real)
    model.observe()
    if (!real.isSliced) compare(model, real)
  }

  toString(): string {
    return `${this.#name}(${this.#picks.join(', ')})`
  }
}

const RIGHTS = [
  OCAP_HANDLE_TRANSFER | OCAP_HANDLE_COPY | READ | WRITE,
  OCAP_HANDLE_TRANSFER | OCAP_HANDLE_COPY | READ,
  OCAP_HANDLE_TRANSFER | READ | WRITE,
  READ,
] as const

const at = <T>(items: readonly T[], pick: number): T => items[pick % items.length] as T

/** Adds what the real table answered to both sides if the model agrees that it worked. */
function born(real: Real, answer: number, expected: number, node: () => ModelNode): void {
  if (expected !== rcOk) {
    expect(answer).toBe(expected)
    return
  }
  expect(answer).toBeGreaterThan(0)
  node()
  real.numbers.push(answer)
}

function create(model: Model, real: Real, spacePick: number, rightsPick: number): void {
  const space = at(model.spaces, spacePick)
  const rights = at(RIGHTS, rightsPick)
  const expected = model.reserve(space)
  const object = resource(real.spaceOf(space), model.objects.length + 1)
  const answer = real.spaceOf(space).create(object, rights)
  if (expected === rcOk) real.objects.push(object)
  born(real, answer, expected, () =>
    model.addNode(space, model.addObject(space, false), rights, null, null),
  )
}

function createAgain(model: Model, real: Real, objectPick: number, spacePick: number): void {
  if (model.objects.length === 0) return
  const index = objectPick % model.objects.length
  const modelObject = at(model.objects, index)
  const object = at(real.objects, index) as KernelObject
  const space = at(model.spaces, spacePick)
  if (modelObject.isBadge) return
  const expected = model.reserve(space)
  if (expected === rcOk && !model.isAlive(modelObject)) {
    // The rest of an ended space still holds the object while slices are left.
    if (!real.isSliced) expect(() => real.spaceOf(space).create(object, READ)).toThrow(TypeError)
    return
  }
  const answer = real.spaceOf(space).create(object, READ)
  born(real, answer, expected, () => model.addNode(space, modelObject, READ, null, null))
}

function createBadge(model: Model, real: Real, spacePick: number): void {
  const space = at(model.spaces, spacePick)
  const expected = model.reserve(space)
  const answer = real.spaceOf(space).createBadge(model.objects.length + 1)
  if (expected === rcOk) real.objects.push(null)
  born(real, answer, expected, () =>
    model.addNode(space, model.addObject(space, true), OCAP_HANDLE_GET_EVENT, null, null),
  )
}

/** The index of a node: usually of a live handle that is no badge's, so that trees grow. */
function pickNode(model: Model, pick: number): number {
  const live = model.nodes.flatMap(({ state, object }, index) =>
    state === 'live' && !object.isBadge ? [index] : [],
  )
  return pick % 4 === 3 || live.length === 0 ? pick % model.nodes.length : at(live, pick)
}

/** Rights for a new handle below `node`: usually its own, so that it can be passed on. */
function pickRights(node: ModelNode, pick: number): number {
  return pick % 4 === 3 ? at(RIGHTS, pick >> 2) : node.rights
}

/** The space that acts on a node: usually its owner, sometimes a stranger. */
function actor(model: Model, node: ModelNode, pick: number): ModelSpace {
  return pick % 8 === 7 ? at(model.spaces, pick >> 3) : node.space
}

/** A badge for about half of the transfers, preferably one that fits. */
function pickBadge(model: Model, space: ModelSpace, pick: number): number {
  if (pick % 2 === 0) return -1
  const fitting = model.nodes.flatMap((node, index) =>
    node.object.isBadge && node.space === space && node.state === 'live' && !node.object.isUsed
      ? [index]
      : [],
  )
  return pick % 3 !== 0 && fitting.length > 0 ? at(fitting, pick) : (pick >> 2) % model.nodes.length
}

/**
 * Old numbers may be issued again only after 2048 rounds of a slot, so a stranger's number is never
 * one of ours here.
 */
function known(model: Model, real: Real, space: ModelSpace, index: number): boolean {
  const number = at(real.numbers, index)
  return model.nodes.some(
    (node, other) => other !== index && node.space === space && real.numbers[other] === number,
  )
}

function pass(model: Model, real: Real, picks: Picks, isCopy: boolean): void {
  if (model.nodes.length === 0) return
  const index = pickNode(model, picks[0])
  const node = at(model.nodes, index)
  const from = actor(model, node, picks[1])
  if (from !== node.space && known(model, real, from, index)) return
  const to = isCopy ? from : at(model.spaces, picks[2])
  const rights = pickRights(node, picks[3])
  const badgeIndex = pickBadge(model, from, picks[4])
  const badge = badgeIndex < 0 ? null : at(model.nodes, badgeIndex)
  if (badge !== null && badge.space !== from && known(model, real, from, badgeIndex)) return
  let expected = model.prepare(from, node, rights, badge, isCopy)
  if (expected === rcOk) expected = model.reserve(to)
  const sender = real.spaceOf(from)
  const badgeNumber = badgeIndex < 0 ? 0 : at(real.numbers, badgeIndex)
  const answer = isCopy
    ? sender.copy(at(real.numbers, index), rights, badgeNumber)
    : sender.transfer(at(real.numbers, index), real.spaceOf(to), rights, badgeNumber)
  born(real, answer, expected, () =>
    model.addNode(to, node.object, rights, node, badge?.object ?? null),
  )
}

function close(model: Model, real: Real, nodePick: number, actorPick: number): void {
  if (model.nodes.length === 0) return
  const index = pickNode(model, nodePick)
  const node = at(model.nodes, index)
  const space = actor(model, node, actorPick)
  if (space !== node.space && known(model, real, space, index)) return
  const isOwn = space.alive && space === node.space && node.state !== 'closed'
  const rc = real.spaceOf(space).close(at(real.numbers, index))
  expect(rc === rcOk).toBe(isOwn)
  if (isOwn) node.state = 'closed'
}

function revoke(model: Model, real: Real, nodePick: number, actorPick: number): void {
  if (model.nodes.length === 0) return
  const index = nodePick % model.nodes.length
  const node = at(model.nodes, index)
  const space = actor(model, node, actorPick)
  if (space !== node.space && known(model, real, space, index)) return
  const expected = model.check(space, node, 0)
  expect(real.spaceOf(space).revoke(at(real.numbers, index))).toBe(expected)
  if (expected === rcOk) model.revoke(node)
}

function revokeSubtree(model: Model, real: Real, picks: Picks): void {
  const badges = model.nodes.flatMap((node, index) => (node.object.isBadge ? [index] : []))
  if (badges.length === 0) return
  const badgeIndex = at(badges, picks[0])
  const badge = at(model.nodes, badgeIndex)
  const fitting = model.born(badge.object)?.parent
  const isFitting = fitting !== undefined && fitting !== null && picks[1] % 4 !== 0
  const index = isFitting
    ? model.nodes.indexOf(
        model.dereference(model.born(badge.object) as ModelNode, badge.space) ?? fitting,
      )
    : picks[1] % model.nodes.length
  const node = at(model.nodes, index)
  const space = badge.space
  if (node.space !== space && known(model, real, space, index)) return
  const expected = model.revokeSubtree(space, node, badge)
  expect(
    real.spaceOf(space).revokeSubtree(at(real.numbers, index), at(real.numbers, badgeIndex)),
  ).toBe(expected)
}

function addWeak(model: Model, real: Real, nodePick: number, urgentPick: number): void {
  const live = model.nodes.filter(({ state }) => state === 'live')
  if (live.length === 0) return
  const node = at(live, nodePick)
  const number = at(real.numbers, model.nodes.indexOf(node))
  const found = real.spaceOf(node.space).check(number, 0)
  const listener = new Listener(urgentPick % 8 === 0)
  listener.link = real.system.table.addWeakDescendant(found, listener)
  model.weak.push({ node, state: 'alive' })
  real.weak.push(listener)
}

function removeWeak(model: Model, real: Real, pick: number): void {
  const alive = model.weak.filter(({ state }) => state === 'alive')
  if (alive.length === 0) return
  const weak = at(alive, pick)
  const { link } = at(real.weak, model.weak.indexOf(weak))
  link?.remove()
  link?.remove()
  weak.state = 'removed'
}

function compareWeak(model: Model, real: Real): void {
  for (const [index, { state }] of model.weak.entries()) {
    const { revocations, done } = at(real.weak, index)
    const expected = state === 'revoked' ? 1 : 0
    expect([revocations, done], `weak descendant ${index}`).toEqual([expected, expected])
  }
}

function dereference(model: Model, real: Real, nodePick: number, receiverPick: number): void {
  if (model.nodes.length === 0) return
  const index = nodePick % model.nodes.length
  const receiver = at(model.spaces, receiverPick)
  if (receiver.alive) compareDereference(model, real, index, receiver)
}

function compareDereference(model: Model, real: Real, index: number, receiver: ModelSpace): void {
  const node = at(model.nodes, index)
  const { table } = real.system
  const found = real.spaceOf(node.space).check(at(real.numbers, index), 0)
  const expected = model.check(node.space, node, 0)
  if (expected !== rcOk) {
    if (!known(model, real, node.space, index)) expect(found).toBe(expected)
    return
  }
  const ancestor = model.dereference(node, receiver)
  const resolved = table.dereference(found, real.spaceOf(receiver))
  expect(resolved === 0 ? 0 : table.handleOf(resolved)).toBe(
    ancestor === null ? 0 : real.numbers[model.nodes.indexOf(ancestor)],
  )
  expect(table.contextOf(found, real.spaceOf(receiver))).toBe(model.context(node, receiver))
}

function destroy(model: Model, real: Real, spacePick: number): void {
  const space = at(model.spaces, spacePick)
  real.spaceOf(space).destroy()
  model.destroy(space)
  if (model.spaces.filter((one) => one.alive).length < 2) addSpace(model, real, 6)
}

function addSpace(model: Model, real: Real, quota: number): void {
  model.addSpace(quota)
  real.spaces.push(real.system.table.createSpace(quota))
}

function compareEvents(model: Model, real: Real): void {
  for (const event of real.system.takeEvents()) {
    const [what, context] = event.split(' ')
    real.events.set(event, (real.events.get(event) ?? 0) + 1)
    if (what === 'closed')
      expect(real.events.has(`destroyed ${context}`), 'closed before destroyed').toBe(false)
  }
  for (const object of model.objects) compareObject(object, real)
}

function compareObject(object: ModelObject, real: Real): void {
  const closed = real.events.get(`closed ${object.context}`) ?? 0
  if (object.closed === 'maybe') expect(closed, `closed ${object.context}`).toBeLessThanOrEqual(1)
  else expect(closed, `closed ${object.context}`).toBe(object.closed === 'yes' ? 1 : 0)
  expect(real.events.get(`destroyed ${object.context}`) ?? 0, `destroyed ${object.context}`).toBe(
    object.destroyed ? 1 : 0,
  )
}

function compare(model: Model, real: Real): void {
  const { table } = real.system
  expect(verifyHandleTable(table)).toEqual([])
  compareEvents(model, real)
  compareWeak(model, real)
  for (let index = 0; index < model.nodes.length; index++) {
    for (const receiver of model.spaces)
      if (receiver.alive) compareDereference(model, real, index, receiver)
  }
  for (const space of model.spaces)
    if (space.alive) expect(real.spaceOf(space).used).toBe(model.used(space))
  const open = model.objects.filter(
    (object) => object.isBadge && object.creator.alive && model.isOpen(object),
  )
  expect(table.statistics()).toMatchObject({
    handles: model.nodes.filter((node) => node.state === 'live').length,
    revoked: model.nodes.filter((node) => node.state === 'revoked').length,
    objects: model.objects.filter((object) => model.isAlive(object)).length,
    badges: model.objects.filter((object) => object.isBadge && model.isAlive(object)).length,
    transfers: open.length,
    spaces: model.spaces.filter((space) => space.alive).length,
    pending: 0,
  })
}

function closeEverything(model: Model, real: Real): void {
  for (const space of model.spaces) {
    if (space.alive) {
      real.spaceOf(space).destroy()
      model.destroy(space)
      model.observe()
    }
  }
  compare(model, real)
  expect(real.system.table.statistics()).toMatchObject({ ...EMPTY, spaces: 0 })
}

const nat = fc.nat({ max: 1_000_000 })
const step = (
  name: string,
  run: (model: Model, real: Real, picks: Picks) => void,
): fc.Arbitrary<Step> =>
  fc
    .tuple(nat, nat, nat, nat, nat)
    .map((picks) => new Step(name, picks, (model, real) => run(model, real, picks)))

const transferStep = step('transfer', (m, r, p) => pass(m, r, p, false))
const steps = [
  step('create', (m, r, p) => create(m, r, p[0], p[1])),
  step('createAgain', (m, r, p) => createAgain(m, r, p[0], p[1])),
  step('createBadge', (m, r, p) => createBadge(m, r, p[0])),
  transferStep,
  transferStep,
  transferStep,
  step('copy', (m, r, p) => pass(m, r, p, true)),
  step('close', (m, r, p) => close(m, r, p[0], p[1])),
  step('close', (m, r, p) => close(m, r, p[0], p[1])),
  step('revoke', (m, r, p) => revoke(m, r, p[0], p[1])),
  step('revokeSubtree', (m, r, p) => revokeSubtree(m, r, p)),
  step('addWeak', (m, r, p) => addWeak(m, r, p[0], p[1])),
  step('addWeak', (m, r, p) => addWeak(m, r, p[0], p[1])),
  step('removeWeak', (m, r, p) => removeWeak(m, r, p[0])),
  step('dereference', (m, r, p) => dereference(m, r, p[0], p[1])),
  step('destroy', (m, r, p) => (p[1] % 8 === 7 ? destroy(m, r, p[0]) : undefined)),
  step('finish', (_, r, p) => void r.system.table.finish(1 + (p[0] % 4))),
  step('compare', compare),
]

test.each([Infinity, 1, 3])(
  'any sequence of operations agrees with the model (slice %d)',
  { timeout: 30_000 + 200 * RUNS },
  (slice) => {
    const runs = slice === Infinity ? RUNS : 5 * RUNS
    let handles = 0
    const commands = fc.commands(steps, { maxCommands: 80, size: 'max' })
    const property = fc.property(commands, fc.constantFrom(4, 12, 1000), (sequence, quota) => {
      const setup = (): { model: Model; real: Real } => {
        const model = new Model()
        const real = new Real(slice)
        for (let count = 0; count < 3; count++) {
          addSpace(model, real, quota)
          create(model, real, count, 0)
        }
        return { model, real }
      }
      const { model, real } = setup()
      fc.modelRun(() => ({ model, real }), sequence)
      closeEverything(model, real)
      handles += model.nodes.length
    })
    fc.assert(property, { numRuns: runs })
    // A model in which no tree grows would agree with anything.
    expect(handles).toBeGreaterThan(6 * runs)
  },
)

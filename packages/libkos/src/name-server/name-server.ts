// The name server: a program (class `kl.core.NameServer`, process `ns`) that lists the published
// endpoints: interface, process, name.
//
// It has three threads: one accepts channels (clients may also be connected statically), one
// serves, one waits for the end of publishers. They share a `Directory`. Each publisher has a
// registration: a handle that was lent to it with a badge. The kernel notifies when the last handle
// of the transfer is closed, however the publisher ended.

import { HANDLE_TYPE_USER_FIRST, OCAP_HANDLE_COPY, OCAP_HANDLE_TRANSFER } from '@kos/handles/rights'
import { EVENT_BADGE_CLOSED } from '@kos/notice/event-mask'
import {
  rcAlreadyExists,
  rcInvalidArgument,
  rcOk,
  rcQuotaExceeded,
  rcResourceNotFound,
} from '@kos/retcode'
import { INFINITE_TIMEOUT } from '@kos/thread'
import type { Implementation } from '@kos/idl'
import type { Notice } from '../coresrv/handle/notice.ts'
import type { Kos } from '../kos-api.ts'
import { ThreadPriorityNormal } from '../kos/thread.ts'
import {
  maxPublicationsPerNameServer,
  maxPublicationsPerPublisher,
  maxRegistrationsPerPublisher,
} from '../limits.ts'
import { type Handle, type HandleDesc, INVALID_HANDLE, nk_handle_desc } from '../nk/types.ts'
import { type Program, program, type Serving } from '../program.ts'
import { events } from '../rpc/own.ts'
import { serve } from '../rpc/serve.ts'
import { defaultNameServer, nameServerClass, NameService } from './name-service.ts'

/** A process that registered. Its quotas count all of its registrations together. */
class Publisher {
  /** Id of the process. */
  readonly process: number
  registrations = 0
  publications = 0

  constructor(process: number) {
    this.process = process
  }
}

/** A registration of a publisher: the badge of the handle that it was lent. */
class Registration {
  readonly publisher: Publisher
  badge: Handle = INVALID_HANDLE

  constructor(publisher: Publisher) {
    this.publisher = publisher
  }
}

/** A published endpoint. */
interface Publication {
  readonly registration: Registration
  readonly type: string
  readonly server: string
  readonly service: string
}

/** All publishers, and all publications in order. */
class Directory {
  readonly #publishers: Map<number, Publisher> = new Map()
  #publications: readonly Publication[] = []

  /** A registration of a process; null if it has as many as it may have. */
  register(process: number): Registration | null {
    const publisher = this.#publishers.get(process) ?? new Publisher(process)
    if (publisher.registrations >= maxRegistrationsPerPublisher) return null
    publisher.registrations++
    this.#publishers.set(process, publisher)
    return new Registration(publisher)
  }

  publish(publication: Publication): number {
    const { type, server, service } = publication
    const { publisher } = publication.registration
    if (type === '' || server === '' || service === '') return rcInvalidArgument
    if (this.#find(publication) !== undefined) return rcAlreadyExists
    const isFull =
      publisher.publications >= maxPublicationsPerPublisher ||
      this.#publications.length >= maxPublicationsPerNameServer
    if (isFull) return rcQuotaExceeded
    publisher.publications++
    this.#publications = [...this.#publications, publication]
    return rcOk
  }

  // A publisher can not take back the publications of others.
  unpublish(publication: Publication): number {
    const found = this.#find(publication)
    if (found?.registration !== publication.registration) return rcResourceNotFound
    found.registration.publisher.publications--
    this.#publications = this.#publications.filter((each) => each !== found)
    return rcOk
  }

  at(type: string, index: number): Publication | undefined {
    return this.#publications.filter((publication) => publication.type === type)[index]
  }

  /** A registration is over, and what was published with it. */
  drop(registration: Registration): void {
    const { publisher } = registration
    const before = this.#publications.length
    this.#publications = this.#publications.filter(
      (publication) => publication.registration !== registration,
    )
    publisher.publications -= before - this.#publications.length
    if (--publisher.registrations === 0) this.#publishers.delete(publisher.process)
  }

  #find({ type, server, service }: Publication): Publication | undefined {
    return this.#publications.find(
      (publication) =>
        publication.type === type &&
        publication.server === server &&
        publication.service === service,
    )
  }
}

/** The state that the threads of a name server share. */
interface NameServerState {
  readonly directory: Directory
  readonly notice: Notice
  /** The user resource whose handles are lent to publishers. */
  readonly lent: Handle
  readonly listener: Handle
}

function failure(rc: unknown): { readonly error: { readonly rc: number } } {
  return { error: { rc: Number(rc) } }
}

// The publication that a request is about; undefined if its handle is no registration of this name
// server.
function publicationOf(request: {
  readonly registration: HandleDesc
  readonly type: string
  readonly server: string
  readonly service: string
}): Publication | undefined {
  const { badge } = request.registration
  if (!(badge instanceof Registration)) return undefined
  return {
    registration: badge,
    type: request.type,
    server: request.server,
    service: request.service,
  }
}

// The kernel tells of the end of a transfer, and there is none if the publisher could not take the
// handle: it has no room, or is gone. A badge that served no transfer serves a copy, which ends at
// once; for any other this does nothing.
function endIfNotTaken(kos: Kos, lent: Handle, { badge }: Registration): void {
  const { handle } = kos.KnHandleCopy(lent, 0, badge)
  if (handle !== undefined) kos.KnHandleClose(handle)
}

/** The implementation of the interface. */
function implementation(
  kos: Kos,
  { directory, notice, lent }: NameServerState,
): Implementation<typeof NameService> {
  const answer = (rc: number): void | { readonly error: { readonly rc: number } } =>
    rc === rcOk ? undefined : failure(rc)
  let last: Registration | null = null
  return {
    Register(_request, { process }) {
      if (last !== null) endIfNotTaken(kos, lent, last)
      const registration = directory.register(process)
      if (registration === null) return failure(rcQuotaExceeded)
      const { rc, handle } = kos.KnHandleCreateBadge(notice, registration, registration)
      if (rc !== rcOk) {
        directory.drop(registration)
        return failure(rc)
      }
      registration.badge = handle
      last = registration
      return { registration: nk_handle_desc(lent, OCAP_HANDLE_TRANSFER, handle) }
    },
    Publish(request) {
      const publication = publicationOf(request)
      return answer(publication === undefined ? rcInvalidArgument : directory.publish(publication))
    },
    UnPublish(request) {
      const publication = publicationOf(request)
      return answer(
        publication === undefined ? rcInvalidArgument : directory.unpublish(publication),
      )
    },
    Enumerate({ type, index }) {
      const publication = directory.at(type, index)
      return publication === undefined
        ? failure(rcResourceNotFound)
        : { server: publication.server, service: publication.service }
    },
  }
}

async function serveNames(
  kos: Kos & Serving<{ ns: typeof NameService }>,
  state: NameServerState,
): Promise<void> {
  await serve(kos, state.listener, { ns: implementation(kos, state) })
}

// A badge is closed when all that was made of its transfer is. Its own handle goes then, too; what
// the kernel says of that is not needed.
async function forgetPublishers(kos: Kos, { directory, notice }: NameServerState): Promise<void> {
  for await (const { eventId, eventMask } of events(kos, notice)) {
    if (!(eventId instanceof Registration) || (eventMask & EVENT_BADGE_CLOSED) === 0) continue
    directory.drop(eventId)
    kos.KnHandleClose(eventId.badge)
  }
}

// The listener of static connections, or one that only channels made at run time lead to.
function listenerOf(kos: Kos): Handle | undefined {
  const listener = kos.ServiceLocatorRegister(nameServerClass)
  return listener === INVALID_HANDLE ? kos.createListener().handle : listener
}

/**
 * The name server: a process `ns` of class `kl.core.NameServer` (documented names). Clients and
 * servers reach it over static connections named `kl.core.NameServer`, or over channels that
 * NsCreate makes.
 */
export const NameServer: Program<Kos> = /* @__PURE__ */ program(
  { endpoints: { ns: NameService } },
  async (kos) => {
    const { notice } = kos.KnNoticeCreate()
    const { handle: lent } = kos.KnHandleCreateUserObject(
      HANDLE_TYPE_USER_FIRST,
      OCAP_HANDLE_TRANSFER | OCAP_HANDLE_COPY,
      nameServerClass,
    )
    const listener = listenerOf(kos)
    if (notice === undefined || lent === undefined || listener === undefined) return 1
    const state: NameServerState = { directory: new Directory(), notice, lent, listener }
    kos.KosThreadCreate(ThreadPriorityNormal, 0, serveNames, state, 0)
    kos.KosThreadCreate(ThreadPriorityNormal, 0, forgetPublishers, state, 0)
    for (;;) {
      const { rc, client, service } = await kos.KnCmListen(null, INFINITE_TIMEOUT)
      if (rc !== rcOk) return 1
      if (service === defaultNameServer) kos.KnCmAccept(client, service, 0, listener)
      else kos.KnCmDrop(client, service)
    }
  },
)

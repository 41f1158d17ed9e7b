// The provider of the resource: it owns a file's bytes as a user resource, and gives out handles to
// read it.
//
// Each opening has a context of its own, tied to its transfer by a badge. The context is freed when
// the kernel says that nobody can reach it any more: BADGE_CLOSED (all handles of the transfer are
// gone), then OBJECT_DESTROYED (the badge is, too). It does not matter whether the client closed
// the file, was told that it is closed, or died.

import {
  EVENT_BADGE_CLOSED,
  EVENT_OBJECT_DESTROYED,
  events,
  type Handle,
  HANDLE_TYPE_USER_FIRST,
  INFINITE_TIMEOUT,
  INVALID_HANDLE,
  type Kos,
  KosObject,
  type KosObjectType,
  KosPutObject,
  nk_get_badge,
  nk_get_badge_op,
  nk_handle_desc,
  nk_is_handle_dereferenced,
  type Notice,
  OCAP_HANDLE_TRANSFER,
  payloadOf,
  program,
  rcInvalidArgument,
  rcNoCapability,
  rcOk,
  rcResourceNotFound,
  serve,
  ThreadPriorityNormal,
  unwrap,
} from '@kos/libkos'
import { fileRead, patience, serviceName } from './files.ts'
import { Files } from './generated/demo/Files.idl.ts'

/** One opening of the file: the resource transfer context. */
interface Opening {
  /** The handle of the badge that ties it to its transfer. */
  badge: Handle
  readonly number: number
}

/** What the thread that frees contexts is given. */
interface Housekeeping {
  readonly notice: Notice
  readonly counts: { readonly opened: number; readonly freed: number }
}

/** Endpoints are numbered in the order in which they are declared. */
const filesRiid = 0

export default program({ endpoints: { files: Files } }, async (kos) => {
  const content = kos.files['content'] ?? new Uint8Array(0)
  const counts = { opened: 0, freed: 0 }
  const openings: KosObjectType<Opening> = { name: 'opening', destroy: () => counts.freed++ }
  const refuse = (rc: number): { error: { rc: number } } => ({ error: { rc } })

  // 1. The resource, and its handle.
  const rights = OCAP_HANDLE_TRANSFER | fileRead
  const { handle: resource } = unwrap(
    kos.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, rights, content),
  )
  const { notice } = unwrap(kos.KnNoticeCreate())
  unwrap(kos.KosThreadCreate(ThreadPriorityNormal, 0, freeContexts, { notice, counts }, 0))

  // Clients come over channels that are made when they ask; all of them lead to one listener.
  const { handle: listener } = unwrap(kos.createListener())
  unwrap(kos.KosThreadCreate(ThreadPriorityNormal, 0, acceptClients, listener, 0))
  const { ns } = unwrap(await kos.NsCreate(null, patience))
  if ((await kos.NsPublishService(ns, Files.$name, kos.name, serviceName)) !== rcOk) return 1

  await serve(kos, listener, {
    files: {
      // 2. A context and a badge for this opening; the handle goes out with the right to read, and
      //    no other.
      OpenResource({ id }) {
        if (id !== 0) return refuse(rcResourceNotFound)
        const opening = { badge: INVALID_HANDLE, number: ++counts.opened }
        const context = new KosObject(openings, opening)
        const { rc, handle: badge } = kos.KnHandleCreateBadge(notice, context, context)
        if (rc !== rcOk) return refuse(rc as number)
        opening.badge = badge
        return { file: nk_handle_desc(resource, fileRead, badge), size: content.length }
      },
      // 3. The handle came back: it must be one of ours, with the right to read, and its context an
      //    opening that exists.
      UseResource({ file, offset, length }) {
        if (!nk_is_handle_dereferenced(file)) return refuse(rcInvalidArgument)
        const { badge } = nk_get_badge_op(file, fileRead)
        if (payloadOf(badge, openings) === undefined) return refuse(rcNoCapability)
        return { block: content.subarray(offset, offset + length) }
      },
      // 4. Whoever has the handle, the client or anybody it was passed on to, loses it.
      CloseResource({ file }) {
        const opening = nk_is_handle_dereferenced(file)
          ? payloadOf(nk_get_badge(file), openings)
          : undefined
        if (opening === undefined) return refuse(rcInvalidArgument)
        const rc = kos.KnHandleRevokeSubtree(resource, opening.badge)
        return rc === rcOk ? {} : refuse(rc as number)
      },
    },
  })
  return 0
})

// A thread that accepts whoever asks for the endpoint that was published, and nobody else.
async function acceptClients(kos: Kos, listener: Handle): Promise<void> {
  for (;;) {
    const { rc, client, service } = await kos.KnCmListen(null, INFINITE_TIMEOUT)
    if (rc !== rcOk) return
    if (service === serviceName) kos.KnCmAccept(client, service, filesRiid, listener)
    else kos.KnCmDrop(client, service)
  }
}

// 5. A thread that frees contexts: nobody holds the file any more, so the badge goes; the badge is
//    gone, so the context goes.
async function freeContexts(kos: Kos, { notice, counts }: Housekeeping): Promise<void> {
  for await (const { eventId, eventMask } of events(kos, notice)) {
    const context = eventId as KosObject<Opening>
    const { badge, number } = context.payload
    if ((eventMask & EVENT_BADGE_CLOSED) !== 0) {
      kos.log(`opening ${number}: nobody holds it any more`)
      kos.KnHandleClose(badge)
    }
    if ((eventMask & EVENT_OBJECT_DESTROYED) !== 0) {
      KosPutObject(context)
      kos.log(`opening ${number}: context freed, ${counts.freed} of ${counts.opened}`)
    }
  }
}

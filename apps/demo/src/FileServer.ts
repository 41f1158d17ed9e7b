// The provider of the resource: it owns a file on the disk as a user resource, and transfers handles
// to clients that open it. A light blinks while the disk is read.
//
// Each opening has a context of its own, bound to its transfer by a badge. The context is freed
// after two notifications: BADGE_CLOSED (all handles of the transfer are closed or revoked), then
// OBJECT_DESTROYED (the badge has no handle). They come however an opening ends: the client closes
// the file or its handle, or is killed.

import { createHash } from 'node:crypto'
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
import { ArchivedFile } from './archived-file.ts'
import { fileRead, startTimeout, serviceName } from './files.ts'
import { endpointInfo, endpoints } from './generated/demo/FileServer.edl.ts'
import { BlockSize, Files } from './generated/demo/Files.idl.ts'
import { Light } from './light.ts'

/** One opening of the file: the resource transfer context. */
interface Opening {
  /** The handle of the badge that binds it to its transfer. */
  badge: Handle
  readonly number: number
}

/** The arguments of the thread that frees contexts. */
interface FreeContextsArguments {
  readonly notice: Notice
  readonly counts: { readonly opened: number; readonly freed: number }
}

/** Endpoints are numbered in the order in which they are declared. */
const filesRiid = 0

export default program({ endpoints, endpointInfo }, async (kos) => {
  const light = await Light.open(kos, 'gpio0')
  const { file: content } = unwrap(await ArchivedFile.open(kos, 'disk0'))
  const read: ArchivedFile['read'] = (offset, length) => {
    light.blink(kos)
    return content.read(offset, length)
  }
  const counts = { opened: 0, freed: 0 }
  const openings: KosObjectType<Opening> = { name: 'opening', destroy: () => counts.freed++ }
  const refuse = (rc: number): { error: { rc: number } } => ({ error: { rc } })

  // 1. Create the resource and its handle.
  const rights = OCAP_HANDLE_TRANSFER | fileRead
  const { handle: resource } = unwrap(
    kos.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, rights, content),
  )
  const { notice } = unwrap(kos.KnNoticeCreate())
  unwrap(kos.KosThreadCreate(ThreadPriorityNormal, 0, freeContexts, { notice, counts }, 0))

  // Channels of clients are made at run time; one listener receives from all of them.
  const { handle: listener } = unwrap(kos.createListener())
  unwrap(kos.KosThreadCreate(ThreadPriorityNormal, 0, acceptClients, listener, 0))
  const { ns } = unwrap(await kos.NsCreate(null, startTimeout))
  if ((await kos.NsPublishService(ns, Files.$name, kos.name, serviceName)) !== rcOk) return 1
  // Who connects meanwhile waits for an answer.
  const digest = await digestOf(content.size, read)

  await serve(kos, listener, {
    files: {
      // 2. Create a context and a badge for this opening, and transfer a handle with the right to
      //    read, and no other.
      OpenResource({ id }) {
        if (id !== 0) return refuse(rcResourceNotFound)
        const opening = { badge: INVALID_HANDLE, number: ++counts.opened }
        const context = new KosObject(openings, opening)
        const { rc, handle: badge } = kos.KnHandleCreateBadge(notice, context, context)
        if (rc !== rcOk) return refuse(rc as number)
        opening.badge = badge
        return { file: nk_handle_desc(resource, fileRead, badge), size: content.size, digest }
      },
      // 3. The handle is dereferenced: it must descend from ours, with the right to read, and its
      //    context must be an opening that exists.
      async UseResource({ file, offset, length }) {
        if (!nk_is_handle_dereferenced(file)) return refuse(rcInvalidArgument)
        const { badge } = nk_get_badge_op(file, fileRead)
        if (payloadOf(badge, openings) === undefined) return refuse(rcNoCapability)
        const { rc, block } = await read(offset, length)
        return rc === rcOk ? { block } : refuse(rc as number)
      },
      // 4. Revoke the handle of the client and all its descendants.
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

async function digestOf(size: number, read: ArchivedFile['read']): Promise<Uint8Array> {
  const hash = createHash('sha256')
  for (let offset = 0; offset < size; offset += BlockSize)
    hash.update(unwrap(await read(offset, BlockSize)).block)
  return hash.digest()
}

// A thread that accepts connections to the published endpoint, and drops all others.
async function acceptClients(kos: Kos, listener: Handle): Promise<void> {
  for (;;) {
    const { rc, client, service } = await kos.KnCmListen(null, INFINITE_TIMEOUT)
    if (rc !== rcOk) return
    if (service === serviceName) kos.KnCmAccept(client, service, filesRiid, listener)
    else kos.KnCmDrop(client, service)
  }
}

// 5. A thread that frees contexts: it closes the badge when the badge has closed, and frees the
//    context when the badge is destroyed.
async function freeContexts(kos: Kos, { notice, counts }: FreeContextsArguments): Promise<void> {
  for await (const { eventId, eventMask } of events(kos, notice)) {
    const context = eventId as KosObject<Opening>
    const { badge, number } = context.payload
    if ((eventMask & EVENT_BADGE_CLOSED) !== 0) {
      kos.log(`opening ${number}: no handle is left`)
      kos.KnHandleClose(badge)
    }
    if ((eventMask & EVENT_OBJECT_DESTROYED) !== 0) {
      KosPutObject(context)
      kos.log(`opening ${number}: context freed, ${counts.freed} of ${counts.opened}`)
    }
  }
}

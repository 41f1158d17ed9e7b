// A small solution of three processes that use what there is: a name server, a channel made at run
// time, a lent and recalled handle, memory that two of them share, notices, and a lock. Each copes
// with the end of any other: it gets codes, and returns.

import {
  defineInterface,
  EVENT_OBJECT_DESTROYED,
  handle,
  HANDLE_TYPE_USER_FIRST,
  INFINITE_TIMEOUT,
  INVALID_HANDLE,
  type Kos,
  KosInitializedMutex,
  NameServer,
  type NsHandle,
  OCAP_HANDLE_GET_EVENT,
  OCAP_HANDLE_TRANSFER,
  program,
  type Program,
  proxyOf,
  rcOk,
  serve,
  type Serving,
  uint32,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'

const Shelf = defineInterface('attack.Shelf', {
  Read: { in: { buffer: handle }, out: { word: uint32 } },
  Lend: { out: { item: handle } },
  Recall: {},
})
const readWrite = VMM_FLAG_READ | VMM_FLAG_WRITE
const itemRights = OCAP_HANDLE_TRANSFER | OCAP_HANDLE_GET_EVENT
const published = 'shelf'
const word = 0xc0ffee

type Shelving = Kos & Serving<{ shelf: typeof Shelf }>

const Store: Program<Kos> = program({ endpoints: { shelf: Shelf } }, async (kos) => {
  const { rc, ns } = await kos.NsCreate('names', 5)
  if (rc === rcOk) await kos.NsPublishService(ns, Shelf.$name, 'Store', published)
  for (;;) {
    const asked = await kos.KnCmListen(null, 20)
    if (asked.rc !== rcOk) return
    const accepted = kos.KnCmAccept(asked.client, asked.service, 0, INVALID_HANDLE)
    if (accepted.rc === rcOk) kos.KosThreadCreate(15, 0, shelve, accepted.handle, 0)
  }
})

async function shelve(kos: Shelving, listener: typeof INVALID_HANDLE): Promise<void> {
  let lent = INVALID_HANDLE
  await serve(kos, listener, {
    shelf: {
      Read({ buffer }) {
        const mapped = kos.KnPmmMdlMap(buffer.handle, 0, 4096, 0, VMM_FLAG_READ)
        if (mapped.rc !== rcOk) return { word: 0 }
        const found = kos.memory.load32(mapped.addr)
        kos.KnVmUnmap(mapped.addr, 4096)
        return { word: found }
      },
      Lend() {
        const made = kos.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, itemRights, {})
        if (made.rc === rcOk) lent = made.handle
        return { item: lent }
      },
      Recall: () => void kos.KnHandleRevoke(lent),
    },
  })
}

const Visitor: Program<Kos> = program(async (kos) => {
  const created = await kos.NsCreate('names', 5)
  if (created.rc !== rcOk) return
  const place = await find(kos, created.ns)
  const mutex = KosInitializedMutex()
  // Two threads, which come to the store one after the other.
  const visit = async (own: Kos): Promise<void> => {
    await own.KosMutexLock(mutex)
    try {
      if (place !== null) await visitStore(own, place)
    } finally {
      own.KosMutexUnlock(mutex)
    }
  }
  const second = kos.KosThreadCreate(15, 0, visit, null, 0)
  await visit(kos)
  if (second.rc === rcOk) await kos.KosThreadWait(second.tid, INFINITE_TIMEOUT)
})

interface Place {
  readonly server: string
  readonly service: string
}

async function find(kos: Kos, ns: NsHandle): Promise<Place | null> {
  for (let i = 0; i < 3; i++) {
    const found = await kos.NsEnumServices(ns, Shelf.$name, 0)
    if (found.rc === rcOk) return found
    await kos.KnSleep(1)
  }
  return null
}

async function visitStore(kos: Kos, { server, service }: Place): Promise<void> {
  const connected = await kos.KnCmConnect(server, service, 10)
  if (connected.rc !== rcOk) return
  using shelf = proxyOf(kos, Shelf, connected.handle, connected.rsid)
  const made = kos.KnPmmMdlCreate(4096, readWrite)
  if (made.rc !== rcOk) return
  const mapped = kos.KnPmmMdlMap(made.handle, 0, 4096, 0, readWrite)
  if (mapped.rc === rcOk) {
    kos.memory.store32(mapped.addr, word)
    const read = await shelf.Read({ buffer: made.handle })
    kos.log(read.rc === rcOk && read.word === word ? 'shared' : 'not shared')
  }
  kos.KnHandleClose(made.handle)
  const lent = await shelf.Lend()
  if (lent.rc === rcOk) await awaitRecall(kos, lent.item.handle, () => shelf.Recall())
}

async function awaitRecall(
  kos: Kos,
  item: typeof INVALID_HANDLE,
  recall: () => Promise<unknown>,
): Promise<void> {
  const made = kos.KnNoticeCreate()
  if (made.rc !== rcOk) return
  kos.KnNoticeSubscribeToObject(made.notice, item, EVENT_OBJECT_DESTROYED, 'gone')
  await recall()
  const { rc } = await kos.KnNoticeGetEvent(made.notice, 5, 1)
  kos.log(rc === rcOk ? 'recalled' : 'not recalled')
  kos.KnHandleClose(item)
}

/** The processes, in order of their start. */
export const smallSolution: readonly (readonly [name: string, program: Program<Kos>])[] = [
  ['names', NameServer],
  ['Store', Store],
  ['Visitor', Visitor],
]

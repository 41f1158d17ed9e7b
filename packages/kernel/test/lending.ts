// A provider of files and its clients: what tests of handles between processes begin with.

import {
  connect,
  defineInterface,
  type EventDesc,
  handle,
  type HandleDesc,
  type HandleLike,
  INVALID_HANDLE,
} from '@kos/libkos'
import { type Kos, type Notice, own, program, serve } from '@kos/libkos'
import {
  OCAP_HANDLE_COPY,
  OCAP_HANDLE_GET_EVENT,
  OCAP_HANDLE_SET_EVENT,
  OCAP_HANDLE_SPEC,
  OCAP_HANDLE_TRANSFER,
} from '@kos/handles'
import { rcOk } from '@kos/retcode'
import type { KernelOptions } from '../src/index.ts'
import { World } from './world.ts'

export const Files = defineInterface('demo.Files', {
  Open: { out: { file: handle } },
  Show: { in: { file: handle } },
})

export const read = OCAP_HANDLE_SPEC(1)
export const write = OCAP_HANDLE_SPEC(2)
export const all =
  OCAP_HANDLE_TRANSFER |
  OCAP_HANDLE_COPY |
  OCAP_HANDLE_GET_EVENT |
  OCAP_HANDLE_SET_EVENT |
  read |
  write

/** A provider that lends what the test says and keeps what it is shown, and a client. */
export class Lending extends World {
  /** What Open gives. */
  lend: HandleLike = INVALID_HANDLE
  /** What Show was given. */
  readonly shown: HandleDesc[] = []

  constructor(options: KernelOptions) {
    super(options)
    const provider = program({ endpoints: { files: Files } }, async (kos) => {
      await serve(kos, 'files', {
        files: {
          Open: () => ({ file: this.lend }),
          Show: ({ file }) => void this.shown.push(own(kos, file)),
        },
      })
    })
    this.kernel.spawn(provider, { name: 'Provider' })
    for (const name of ['Client', 'Second'])
      this.kernel.spawn(null, { name, connections: { files: 'Provider' } })
  }

  provider<T>(routine: (kos: Kos) => T | Promise<T>): Promise<T> {
    return this.act('Provider', routine)
  }

  /** Opens as a client, and answers the handle. */
  open(name = 'Client'): Promise<HandleDesc> {
    return this.act(name, async (kos) => {
      const { rc, file } = await connect(kos, Files, 'files', 'files').Open()
      if (rc !== rcOk) throw new Error(`Open: ${Number(rc)}`)
      return file
    })
  }

  show(file: HandleLike, name = 'Client'): Promise<number> {
    return this.act(name, async (kos) =>
      Number((await connect(kos, Files, 'files', 'files').Show({ file })).rc),
    )
  }
}

/** Takes everything that is pending. */
export async function pending(kos: Kos, notice: Notice): Promise<readonly EventDesc[]> {
  const { rc, events } = await kos.KnNoticeGetEvent(notice, 1, 16)
  return rc === rcOk ? events : []
}

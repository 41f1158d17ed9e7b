// An intruder that has the handle number of another process and a channel to FileServer. All its
// operations fail: the number means nothing in its own handle space, and the policy denies its
// messages to FileServer.

import { formatRetcode, type Handle, program, serve } from '@kos/libkos'
import { findFiles } from './files.ts'
import { Gossip } from './generated/demo/Gossip.idl.ts'

export default program({ endpoints: { gossip: Gossip } }, async (kos) => {
  await serve(kos, 'gossip', {
    gossip: {
      async Tell({ number }) {
        kos.log(
          `copying the handle ${number}: ${formatRetcode(kos.KnHandleCopy(number as Handle, 0, 0 as Handle).rc)}`,
        )
        using files = await findFiles(kos)
        const opened = await files.OpenResource({ id: 0 })
        kos.log(`opening the file: ${formatRetcode(opened.rc)}`)
        const read = await files.UseResource({ file: number, offset: 0, length: 16 })
        kos.log(`reading with the handle ${number}: ${formatRetcode(read.rc)}`)
      },
    },
  })
})

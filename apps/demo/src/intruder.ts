// Knows the number of another process' handle, and is connected to FileServer, and gets nowhere: the number means nothing in its own handle
// space, and the policy lets none of its messages pass.

import { connect, defineInterface, formatRetcode, type Handle, program, serve, uint32 } from '@kos/libkos'
import { Files } from './files.ts'

/** How others tell it numbers. */
export const Gossip = defineInterface('demo.Gossip', {
  Tell: { in: { number: uint32 } },
})

export default program({ endpoints: { gossip: Gossip } }, async (kos) => {
  await serve(kos, 'gossip', {
    gossip: {
      async Tell({ number }) {
        kos.log(`copying the handle ${number}: ${formatRetcode(kos.KnHandleCopy(number as Handle, 0, 0 as Handle).rc)}`)
        using files = connect(kos, Files, 'files', 'files')
        const opened = await files.OpenResource({ id: 0 })
        kos.log(`opening the file: ${formatRetcode(opened.rc)}`)
        const read = await files.UseResource({ file: number, offset: 0, length: 16 })
        kos.log(`reading with the handle ${number}: ${formatRetcode(read.rc)}`)
      },
    },
  })
})

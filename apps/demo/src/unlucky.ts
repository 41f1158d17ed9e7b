// A client that the host kills while it reads the file.

import { program, rcOk } from '@kos/libkos'
import { findFiles } from './files.ts'

const smallBlock = 16

export default program(async (kos) => {
  using files = await findFiles(kos)
  const { rc, file } = await files.OpenResource({ id: 0 })
  if (rc !== rcOk) return 1
  for (let offset = 0; ; offset += smallBlock) {
    await files.UseResource({ file: file.handle, offset, length: smallBlock })
    if (offset === 0) kos.log('reading, slowly')
    await kos.KnSleep(1)
  }
})

// A client with a bug that shows at its first attempt only: it crashes while it has the file open.
// Its supervisor starts it again.

import { program, rcOk } from '@kos/libkos'
import { findFiles } from './files.ts'

const smallBlock = 16

export default program(async (kos) => {
  const attempt = Number(kos.args[0])
  using files = await findFiles(kos)
  const { rc, file } = await files.OpenResource({ id: 0 })
  if (rc !== rcOk) return 1
  for (let offset = 0; offset < 4 * smallBlock; offset += smallBlock) {
    await files.UseResource({ file: file.handle, offset, length: smallBlock })
    if (attempt === 1) throw new Error('a bug, with the file open')
  }
  kos.log(`attempt ${attempt}: read what it wanted`)
  await files.CloseResource({ file: file.handle })
  kos.KnHandleClose(file.handle)
  return 0
})

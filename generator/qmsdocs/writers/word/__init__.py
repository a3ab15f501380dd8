"""The Word writer: a document tree and a reference document in, the bytes of a controlled .docx out.

Start at `document.word_file`; `reference.load_reference` prepares the look once;
`readback.differences` proves the result.
"""

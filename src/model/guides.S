/* The built-in guides, one behind the other, as constant data.  The paths begin where make runs. */
	.section .rodata
	.macro guide name
	.global felt_guides_\name
	.hidden felt_guides_\name
felt_guides_\name:
	.endm
	guide challenge
	.incbin "src/model/guides/challenge.guide"
	guide express
	.incbin "src/model/guides/express.guide"
	guide recognize
	.incbin "src/model/guides/recognize.guide"
	guide compassion
	.incbin "src/model/guides/compassion.guide"
	guide trust
	.incbin "src/model/guides/trust.guide"
	guide session
	.incbin "src/model/guides/session.guide"
	guide end
	.byte 0
	.section .note.GNU-stack, "", %progbits

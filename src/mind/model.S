/* The trained model, as constant data.  MODEL_BIN is handed in by the Makefile. */
	.section .rodata
	.global felt_mind_model
	.global felt_mind_model_end
	.hidden felt_mind_model
	.hidden felt_mind_model_end
	.balign 16
felt_mind_model:
	.incbin MODEL_BIN
felt_mind_model_end:
	.byte 0
	.section .note.GNU-stack, "", %progbits

/* The style and the script of the page, as constant text; the Makefile hands in where they lie. */
	.section .rodata
	.global felt_page_css
	.global felt_page_css_end
	.global felt_page_js
	.global felt_page_js_end
	.hidden felt_page_css
	.hidden felt_page_css_end
	.hidden felt_page_js
	.hidden felt_page_js_end
felt_page_css:
	.incbin PAGE_CSS
felt_page_css_end:
	.byte 0
felt_page_js:
	.incbin PAGE_JS
felt_page_js_end:
	.byte 0
	.section .note.GNU-stack, "", %progbits

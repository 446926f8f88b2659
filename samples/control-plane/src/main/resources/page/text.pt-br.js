// text.pt-br

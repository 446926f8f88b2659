// text.en

package com.dumontcloud.sdk.agent.internal.proc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CursorTest {

    @Test
    void readsTheNumbersOfALineAndNoneOfTheNext() {
        Cursor text = new Cursor("  12\t-3 \n4\n");

        assertThat(text.number()).isEqualTo(12);
        assertThat(text.number()).isEqualTo(-3);
        assertThat(text.number()).isNull();
        text.nextLine();
        assertThat(text.number()).isEqualTo(4);
        text.nextLine();
        assertThat(text.isAtEnd()).isTrue();
        assertThat(text.number()).isNull();
    }

    @Test
    void goesBehindAWordThatIsNoNumber() {
        Cursor text = new Cursor("max 12kB 9223372036854775808 7");

        assertThat(text.number()).isNull();
        assertThat(text.number()).isNull();
        assertThat(text.number()).isNull();
        assertThat(text.number()).isEqualTo(7);
    }

    @Test
    void takesAWordOnlyWhole() {
        byte[] file = ProcText.bytesOf("file");

        assertThat(new Cursor("file_mapped 1").takeWord(file)).isFalse();
        assertThat(new Cursor("fil").takeWord(file)).isFalse();
        assertThat(new Cursor("file").takeWord(file)).isTrue();
        assertThat(new Cursor("file\t1").takeWord(file)).isTrue();
        assertThat(new Cursor("file_mapped 1").take(file)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"99, 99", "0, 0", "007, 7", "100, 100", "1000, -1", "x, -1", "12x, 12"})
    void readsSoManyDigitsAndNoMore(String text, int number) {
        assertThat(new Cursor(text).digits(3)).isEqualTo(number);
    }

    @Test
    void skipsNoWordsOfTheNextLine() {
        Cursor text = new Cursor("one two\nthree");

        assertThat(text.skipWords(2)).isTrue();
        assertThat(text.skipWords(1)).isFalse();
        text.nextLine();
        assertThat(text.rest()).isEqualTo("three");
    }

    @Test
    void findsACharacterInThisLineOnly() {
        Cursor text = new Cursor("eth0: 1\nlo 2:");

        assertThat(text.find(':')).isEqualTo(4);
        text.nextLine();
        assertThat(text.find(':')).isEqualTo(12);
        text.goTo(5);
        assertThat(text.find(':')).isEqualTo(-1);
    }
}
